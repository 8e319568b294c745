import Beam
import Rows
import Testing

@Suite struct FingerprintTests {
  private let text = CoderSpec(urn: CoderURN.string)
  private let number = CoderSpec(urn: CoderURN.varint)

  @Test("A fingerprint is the same in every process") func stable() {
    #expect(Fingerprint.of(path: "Parse", inputs: [text], outputs: [number, text]) == 14_266_115_140_421_831_574)
  }

  @Test("A fingerprint depends on the path, and on the coders and their order") func differences() {
    let row = Schema(fields: [.init(name: "name", type: .atomic(.string))])
    let all = [
      Fingerprint.of(path: "Parse", inputs: [text], outputs: [number, text]),
      Fingerprint.of(path: "Parse", inputs: [text], outputs: [text, number]),
      Fingerprint.of(path: "Parse", inputs: [text, number], outputs: [text]),
      Fingerprint.of(path: "Other", inputs: [text], outputs: [number, text]),
      Fingerprint.of(path: "Parse", inputs: [], outputs: [CoderSpec(urn: CoderURN.iterable, components: [text])]),
      Fingerprint.of(path: "Parse", inputs: [], outputs: [CoderSpec(urn: CoderURN.row)]),
      Fingerprint.of(path: "Parse", inputs: [], outputs: [CoderSpec(urn: CoderURN.row, schema: row)]),
      Fingerprint.of(path: "Parse", inputs: [], outputs: [CoderSpec(urn: CoderURN.row, payload: [1])]),
    ]
    #expect(Set(all).count == all.count)
  }

  @Test("An encoded reference decodes to itself") func reference() throws {
    let reference = FunctionReference(path: "Sessions/Sessionize", fingerprint: .max - 5, data: [1, 2, 3])
    #expect(try Bytes(encoding: reference).decode(FunctionReference.self) == reference)
  }
}
