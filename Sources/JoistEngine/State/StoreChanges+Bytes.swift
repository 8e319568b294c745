// The format: a byte with its version, the number of writes, then each write as key, cell and value. A key or cell is a
// length and that many bytes. A value is 0 if the cell was removed, else its length plus one and its bytes. Numbers are
// varints with seven bits in each byte, lowest first; the top bit says that another byte follows.
extension StoreChanges {
  /// The version of the format.
  private static let format: UInt8 = 1

  /// The changes as bytes.
  package func encoded() -> [UInt8] {
    var bytes: [UInt8] = [Self.format]
    Self.append(writes.count, to: &bytes)
    for write in writes {
      Self.append(write.key.count, to: &bytes)
      bytes += write.key
      Self.append(write.cell.count, to: &bytes)
      bytes += write.cell
      Self.append(write.value.map { $0.count + 1 } ?? 0, to: &bytes)
      bytes += write.value ?? []
    }
    return bytes
  }

  private static func append(_ number: Int, to bytes: inout [UInt8]) {
    var rest = UInt(number)
    while rest > 0x7F {
      bytes.append(UInt8(rest & 0x7F) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  /// Decodes changes.
  /// - Throws: `DamagedChanges` unless the bytes are exactly an encoding that `encoded` makes.
  package init(decoding bytes: [UInt8]) throws(DamagedChanges) {
    var reader = Reader(bytes: bytes)
    let format = try reader.byte("format")
    if format != Self.format {
      throw DamagedChanges(byte: 0, reason: "format \(format) is unknown; this version reads format \(Self.format)")
    }
    var writes: [StoreWrite] = []
    for _ in 0..<(try reader.number("number of writes")) {
      let start = reader.offset
      let key = try reader.bytes(try reader.number("length of a key"), "key")
      let cell = try reader.bytes(try reader.number("length of a cell"), "cell")
      let length = try reader.number("length of a value")
      let value = length == 0 ? nil : try reader.bytes(length - 1, "value")
      if let last = writes.last, last.compare(key, cell) >= 0 {
        throw DamagedChanges(byte: start, reason: "this write is out of order")
      }
      writes.append(StoreWrite(key: key, cell: cell, value: value))
    }
    if reader.offset < bytes.count {
      throw DamagedChanges(byte: reader.offset, reason: "\(bytes.count - reader.offset) bytes follow the last write")
    }
    self.init(sorted: writes)
  }

  /// Reads numbers and bytes in order.
  private struct Reader {
    let bytes: [UInt8]
    var offset = 0

    mutating func byte(_ what: String) throws(DamagedChanges) -> UInt8 {
      if offset == bytes.count { throw DamagedChanges(byte: offset, reason: "the bytes end before the \(what)") }
      defer { offset += 1 }
      return bytes[offset]
    }

    mutating func number(_ what: String) throws(DamagedChanges) -> Int {
      let start = offset
      var number: UInt64 = 0
      var shift: UInt64 = 0
      while true {
        let next = try byte(what)
        // Nine bytes hold every number up to the largest Int.
        if shift > 56 { throw DamagedChanges(byte: start, reason: "the \(what) is too large") }
        number |= UInt64(next & 0x7F) << shift
        if next & 0x80 == 0 {
          if next == 0, shift > 0 { throw DamagedChanges(byte: start, reason: "the \(what) has an unneeded byte") }
          return Int(number)
        }
        shift += 7
      }
    }

    mutating func bytes(_ count: Int, _ what: String) throws(DamagedChanges) -> [UInt8] {
      if count > bytes.count - offset {
        throw DamagedChanges(
          byte: offset, reason: "a \(what) has \(count) bytes, but only \(bytes.count - offset) are left")
      }
      defer { offset += count }
      return Array(bytes[offset..<offset + count])
    }
  }
}

/// The error for bytes that are not an encoding of changes.
package struct DamagedChanges: Error, Hashable, CustomStringConvertible {
  /// The offset of the byte at which this shows.
  package let byte: Int
  /// What is wrong there.
  package let reason: String

  /// `the changes of a store are damaged at byte 7: …`.
  package var description: String { "the changes of a store are damaged at byte \(byte): \(reason)" }
}
