import Rows
import Testing

/// Beam's examples of its standard coders: every document, in every context.
@Suite struct StandardVectorTests {
  @Test(
    "Every standard coder encodes as in Beam's examples",
    .enabled(if: StandardVectors.arePresent, "\(StandardVectors.missing)"))
  func standardCoders() throws {
    var vectors = VectorCheck(try StandardVectors.load())
    try vectors.checkValues()
    try vectors.checkModel()
    print("result: standard coders: \(vectors.examples) examples, \(vectors.checks) checks")
    #expect(vectors.checked == Set(0..<45))
    #expect(vectors.examples == 124 && vectors.checks == 227)
  }
}
