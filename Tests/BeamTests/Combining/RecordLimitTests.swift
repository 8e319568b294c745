import Rows
import Testing

@testable import Beam

/// The limits of the formats between stages, lowered so that a test can reach them.
@Suite struct RecordLimitTests {
  @Test("A record that exceeds the limit is refused") func record() throws {
    var writer = RawWriter()
    write("0123456", to: &writer)
    let (early, count) = (writer.failure, writer.count)
    #expect(early == nil)
    #expect(count == 16 + 4 + 8)
    write("0123456789", to: &writer)
    let refusal = writer.takeFailure()
    let failure = try #require(refusal)
    #expect("\(failure)" == "a key and its value take 31 bytes; grouped or combined pairs may take at most 30")
  }

  /// Writes a record with a limit of 30 bytes.
  private func write(_ value: String, to writer: inout RawWriter) {
    let start = writer.beginRecord()
    String.encode("key", into: &writer)
    let keyEnd = writer.count
    String.encode(value, into: &writer)
    writer.endRecord(from: start, keyEnd: keyEnd, headerSize: 16, hash: 1, limit: 30)
  }

  @Test("An iterable whose count needs more than 31 bits is refused") func iterable() throws {
    var writer = RawWriter()
    let memory = GroupedMemory(copying: UnsafeRawBufferPointer(start: nil, count: 0), failure: nil)
    let many = Grouped<Bool>(count: Int(Int32.max) + 1, start: memory.base, end: memory.base, owner: memory)
    Grouped.encode(many, into: &writer)
    let refusal = writer.takeFailure()
    let failure = try #require(refusal)
    #expect("\(failure)" == "an iterable has 2147483648 elements; Beam allows at most 2147483647")
  }
}
