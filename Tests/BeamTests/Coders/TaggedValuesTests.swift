import Rows
import Testing

@testable import Beam

/// The groups of `coGroup`.
@Suite struct TaggedValuesTests {
  @Test("Splitting a group by collection copies no values") func splitting() throws {
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

  @Test("The group of one collection is encoded as an iterable of its values") func encoding() throws {
    let values = try Grouped([KV(0, Bytes.encoded("a")), KV(1, Bytes.encoded(5)), KV(0, Bytes.encoded("b"))])
    var parts = try TaggedParts(values, of: 2)
    let texts = parts.next(String.self)
    #expect(try Bytes.encoded(texts) == Bytes.encoded(["a", "b"]))
  }
}
