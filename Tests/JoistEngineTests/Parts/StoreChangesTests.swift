import EngineReference
import Testing

@testable import JoistEngine

/// The encoding of changes.
@Suite struct StoreChangesTests {
  /// Changes with empty keys, cells and values, removals, and lengths of more than one byte.
  private let changes: StoreChanges = {
    let long = (10..<310).map { UInt8($0 & 255) }
    return StoreChanges(sorted: [
      StoreWrite(key: [], cell: [], value: nil), StoreWrite(key: [], cell: [0], value: []),
      StoreWrite(key: [1, 2], cell: [9], value: long), StoreWrite(key: [1, 2], cell: long, value: [7]),
      StoreWrite(key: long, cell: [1], value: nil),
    ])
  }()

  @Test("Decoding gives the changes that were encoded")
  func roundTrip() throws {
    #expect(try StoreChanges(decoding: changes.encoded()) == changes)
    #expect(try StoreChanges(decoding: StoreChanges(sorted: []).encoded()).writes.isEmpty)
  }

  @Test("The encoding of changes is fixed")
  func format() {
    let changes = StoreChanges(sorted: [
      StoreWrite(key: [1, 2], cell: [3], value: [4]), StoreWrite(key: [1, 2], cell: [5], value: nil),
    ])
    #expect(changes.encoded() == [1, 2, 2, 1, 2, 1, 3, 2, 4, 2, 1, 2, 1, 5, 0])
  }

  @Test("Truncated bytes are refused")
  func truncated() {
    for changes in [changes, StoreChanges(sorted: [])] {
      let bytes = changes.encoded()
      for count in 0..<bytes.count {
        #expect(throws: DamagedChanges.self, "\(count) bytes") { try StoreChanges(decoding: Array(bytes[..<count])) }
      }
    }
  }

  @Test(
    "Wrong bytes are refused with their offset and a reason",
    arguments: [
      ([], 0, "the bytes end before the format"),
      ([2, 0], 0, "format 2 is unknown; this version reads format 1"),
      ([1, 1, 3, 7], 3, "a key has 3 bytes, but only 1 are left"),
      ([1, 0, 5], 2, "1 bytes follow the last write"),
      ([1, 0x80, 0], 1, "the number of writes has an unneeded byte"),
      ([1] + Array(repeating: 0xFF, count: 12), 1, "the number of writes is too large"),
      ([1, 2, 0, 1, 1, 0, 0, 1, 1, 0], 6, "this write is out of order"),
      (
        [1, 1, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F], 13,
        "a value has 9223372036854775806 bytes, but only 0 are left"
      ),
    ] as [([UInt8], Int, String)])
  func wrongBytes(bytes: [UInt8], offset: Int, reason: String) {
    #expect(throws: DamagedChanges(byte: offset, reason: reason)) { try StoreChanges(decoding: bytes) }
  }

  /// Damaged bytes never end the program.
  @Test("Damaged bytes are refused, or are the encoding of other changes")
  func damagedBytes() throws {
    var dice = Dice(seed: 12)
    let bytes = changes.encoded()
    for _ in 0..<2000 {
      var damaged = bytes
      for _ in 0..<dice.number(in: 1...3) {
        damaged[dice.number(in: 0...bytes.count - 1)] = UInt8(dice.number(in: 0...255))
      }
      guard let read = try? StoreChanges(decoding: damaged) else { continue }
      #expect(read.encoded() == damaged)
    }
  }

  @Test("The message has the offset and the reason")
  func message() {
    let error = DamagedChanges(byte: 7, reason: "the bytes end before the format")
    #expect("\(error)" == "the changes of a store are damaged at byte 7: the bytes end before the format")
  }
}
