import Testing

@testable import Rows

@Suite struct RawTests {
  @Test("Varints of every length are read back") func varints() throws {
    var values: [UInt64] = [0, .max]
    for shift in 0..<64 { values += [1 << UInt64(shift), (1 << UInt64(shift)) &- 1, (1 << UInt64(shift)) | 1] }
    var writer = RawWriter(capacity: 1)
    for value in values { writer.writeVarint(value) }
    var reader = RawReader(writer.bytes)
    for value in values { #expect(try reader.readVarint() == value) }
    #expect(reader.isAtEnd)
    for value in values {
      writer.reset()
      writer.writeVarint(value)
      #expect(writer.count == max(1, (64 - value.leadingZeroBitCount + 6) / 7))
      for cut in 0..<writer.count {
        var short = RawReader(UnsafeRawBufferPointer(rebasing: writer.bytes[..<cut]))
        #expect(throws: CoderError.truncated) { try short.readVarint() }
      }
    }
  }

  @Test("Varints that are too long are refused") func longVarints() throws {
    func read(_ bytes: [UInt8]) throws -> UInt64 {
      try bytes.withUnsafeBytes { try $0.readAll { (reader) throws(CoderError) in try reader.readVarint() } }
    }
    let nine = [UInt8](repeating: 0xFF, count: 9)
    #expect(throws: CoderError.varintTooLong) { try read(nine + [0x02]) }
    #expect(throws: CoderError.varintTooLong) { try read(nine + [0x81, 0]) }
    #expect(try read(nine + [0x01]) == .max)
  }

  @Test("A writer grows its memory, and hands it out") func writing() {
    var writer = RawWriter(capacity: 1)
    for byte in 0..<200 { writer.write(byte: UInt8(byte)) }
    #expect(writer.takeBytes() == Bytes(0..<200))
    #expect(writer.count == 0)
    writer.writeBigEndian(UInt16(0x0102))
    let memory = writer.takeMemory()
    #expect(Array(memory) == [1, 2])
    memory.deallocate()
    writer.write(byte: 1)
    #expect(writer.count == 1)
  }

  @Test("A writer leaves borrowed memory when it is full") func borrowedMemory() {
    withUnsafeTemporaryAllocation(byteCount: 16, alignment: 1) { memory in
      var writer = RawWriter(_borrowing: memory)
      for byte in 0..<100 { writer.write(byte: UInt8(byte)) }
      #expect(writer.takeBytes() == Bytes(0..<100))
      #expect(Array(memory) == Array(0..<16))
    }
  }

  @Test("Reads check the number of bytes left") func bounds() throws {
    var reader = RawReader(UnsafeRawBufferPointer(start: nil, count: 0))
    #expect(throws: CoderError.truncated) { try reader.readByte() }
    #expect(throws: CoderError.truncated) { try reader.readVarint() }
    #expect(throws: CoderError.truncated) { try reader.readBigEndianUInt16() }
    #expect(throws: CoderError.truncated) { try reader.readBigEndianUInt32() }
    #expect(throws: CoderError.truncated) { try reader.readBigEndianUInt64() }
    #expect(throws: CoderError.truncated) { try reader.readBytes(1) }
    #expect(throws: CoderError.badLength(-1)) { try reader.readBytes(-1) }
    #expect(try reader.readBytes(0).isEmpty)
  }
}
