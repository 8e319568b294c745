import Rows
import Testing

@testable import Beam

@Suite struct TaggedValuesTests {
  /// The groups of `coGroup` stand in the memory of the group that came out of the shuffle.
  @Test func nothingIsCopied() throws {
    let values = try Grouped([KV(0, Bytes.encoded("a")), KV(1, Bytes.encoded(5)), KV(0, Bytes.encoded("b"))])
    var parts = try TaggedParts(values, of: 3)
    let texts = parts.next(String.self)
    let numbers = parts.next(Int.self)
    let none = parts.next(Double.self)
    #expect(texts.start == values.start && numbers.start == values.start)
    #expect(texts.count == 2 && numbers.count == 1 && none.isEmpty)
    #expect(Array(texts) == ["a", "b"])
    #expect(Array(numbers) == [5])
    #expect(Array(none) == [])
  }

  @Test func encodedAloneItIsAnIterableOfItsOwnValues() throws {
    let values = try Grouped([KV(0, Bytes.encoded("a")), KV(1, Bytes.encoded(5)), KV(0, Bytes.encoded("b"))])
    var parts = try TaggedParts(values, of: 2)
    let texts = parts.next(String.self)
    #expect(try Bytes.encoded(texts) == Bytes.encoded(["a", "b"]))
  }
}
