import Foundation
import TestSupport
import Testing

/// The committed model is what the generator makes of Beam's descriptors.
@Suite struct DriftTests {
  @Test(
    "Generating the model again changes nothing",
    .enabled(if: Python.interpreter != nil, Comment(rawValue: Python.missing)))
  func regeneration() throws {
    try Python.withTemporaryFolder { folder in
      let run = try Python.run(script: "generate-model", [folder.path()])
      try #require(run.status == 0, Comment(rawValue: run.output))
      let generated = try contents(folder)
      let committed = try contents(Python.repository.appending(path: "Sources/BeamModel/Generated"))
      #expect(generated.keys.sorted() == committed.keys.sorted())
      let different = committed.keys.filter { generated[$0] != committed[$0] }
      #expect(different.isEmpty, "run scripts/generate-model; nothing there is written by hand")
    }
  }

  /// The files below a folder, by their paths there.
  private func contents(_ folder: URL) throws -> [String: Data] {
    let paths = try FileManager.default.subpathsOfDirectory(atPath: folder.path())
    var result: [String: Data] = [:]
    for path in paths where path.hasSuffix(".swift") {
      result[path] = try Data(contentsOf: folder.appending(path: path))
    }
    return result
  }
}
