import Foundation

/// A hand-written loop that counts the words of a file. The file is mapped into memory; a hash table with open
/// addressing has the offset of each word's first occurrence.
struct WordLoop {
  private struct Slot {
    var hash: UInt64 = 0
    var start = 0
    var length = 0
    /// The number of occurrences; 0: the slot is free.
    var count = 0
  }

  private static let slots = 1 << 18

  /// Writes each word of a file with its number of occurrences.
  static func count(wordsOf input: String, to output: String) throws {
    try MappedFile.withBytes(of: input) { try count(wordsOf: $0, to: output) }
  }

  private static func count(wordsOf text: UnsafeRawBufferPointer, to output: String) throws {
    var slots = [Slot](repeating: Slot(), count: Self.slots)
    slots.withUnsafeMutableBufferPointer { slots in
      var offset = 0
      while offset < text.count {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        let start = offset
        while offset < text.count, text[offset] > UInt8(ascii: " ") {
          hash = (hash ^ UInt64(text[offset])) &* 0x100_0000_01B3
          offset &+= 1
        }
        if offset > start { note(hash, start, offset &- start, in: slots, text) }
        offset &+= 1
      }
    }
    try write(slots, text, to: output)
  }

  @inline(__always)
  private static func note(
    _ hash: UInt64, _ start: Int, _ length: Int, in slots: UnsafeMutableBufferPointer<Slot>,
    _ text: UnsafeRawBufferPointer
  ) {
    var slot = Int(truncatingIfNeeded: hash ^ hash &>> 32) & (Self.slots &- 1)
    guard let text = text.baseAddress else { return }
    while slots[slot].count != 0 {
      let known = slots[slot]
      if known.hash == hash, known.length == length, memcmp(text + known.start, text + start, length) == 0 {
        slots[slot].count &+= 1
        return
      }
      slot = (slot &+ 1) & (Self.slots &- 1)
    }
    slots[slot] = Slot(hash: hash, start: start, length: length, count: 1)
  }

  private static func write(_ slots: [Slot], _ text: UnsafeRawBufferPointer, to path: String) throws {
    var output: [UInt8] = []
    for slot in slots where slot.count > 0 {
      output += text[slot.start..<slot.start + slot.length]
      output += "\t\(slot.count)\n".utf8
    }
    try Data(output).write(to: URL(filePath: path))
  }
}
