import Rows
import Testing

@testable import Beam

/// Combining before the shuffle: whatever the keys and wherever a function throws, each record counts once.
@Suite struct PartialTableTests {
  /// A key with a hash that the test chooses.
  struct ChosenKey: StreamKey, Hashable {
    let number: Int64
    let hash: UInt64
    static func hash(_ value: borrowing ChosenKey) -> UInt64 { value.hash }
    static func isSame(_ left: borrowing ChosenKey, _ right: borrowing ChosenKey) -> Bool {
      left.number == right.number
    }
    static func encode(_ value: borrowing ChosenKey, into writer: inout RawWriter) {
      Int64.encode(value.number, into: &writer)
    }
    static func decode(from reader: inout RawReader) throws(CoderError) -> ChosenKey {
      ChosenKey(number: try Int64.decode(from: &reader), hash: 1)
    }
    static var coderSpec: CoderSpec { Int64.coderSpec }
  }

  /// How the keys' hashes lie.
  enum Spread: CaseIterable {
    case even, oneGroup, oneCell, oneHash

    func hash(_ number: Int64) -> UInt64 {
      let even = Int64.hash(number)
      return switch self {
      case .even: even
      case .oneGroup: even >> 7 | 5 << 57
      case .oneCell: even & 0xFFFF | 5 << 57
      case .oneHash: 5 << 57 | 77
      }
    }
  }

  struct Refused: Error {}

  /// Sums up; refuses a number.
  struct Adding: CombineFn {
    var bad: Int64 = -1
    func makeAccumulator() -> Int64 { 0 }
    func add(_ input: Int64, to accumulator: inout Int64) throws {
      if input == bad { throw Refused() }
      accumulator += input
    }
    func merge(_ other: Int64, into accumulator: inout Int64) { accumulator += other }
    func extract(_ accumulator: Int64) -> Int64 { accumulator }
  }

  typealias Loops = CombineLoops<ChosenKey, Adding>
  typealias Table = PartialTable<ChosenKey, Int64>

  /// Adds pairs as a sink does; sums what comes out per key, and checks the order of the records.
  private func combine(
    _ pairs: [KV<ChosenKey, Int64>], _ loops: Loops, _ table: UnsafeMutablePointer<Table>, consuming: Bool
  ) throws -> (sums: [Int64: Int64], flushes: Int) {
    var sums: [Int64: Int64] = [:]
    var flushes = 0
    let batch = UnsafeMutablePointer<KV<ChosenKey, Int64>>.allocate(capacity: 256)
    defer { batch.deallocate() }
    var start = 0
    while start < pairs.count {
      let count = min(256, pairs.count - start)
      for place in 0..<count { (batch + place).initialize(to: pairs[start + place]) }
      var done = 0
      while true {
        var notes = CombineNotes()
        done += try loops.combine(batch + done, count - done, table, 0, consuming, &notes)
        #expect(notes.memory == table.pointee.memory)
        if done == count { break }
        try flush(loops, table, into: &sums)
        flushes += 1
      }
      if !consuming { batch.deinitialize(count: count) }
      start += count
    }
    try flush(loops, table, into: &sums)
    return (sums, flushes)
  }

  private func flush(_ loops: Loops, _ table: UnsafeMutablePointer<Table>, into sums: inout [Int64: Int64]) throws {
    var records = SortedRecords(capacity: 64)
    let keys = table.pointee.count
    loops.flush(table, &records)
    #expect(table.pointee.count == 0)
    #expect((0..<GroupWriters.groups).reduce(0) { $0 + records.counts[$1] } == keys)
    guard let base = records.writer.bytes.baseAddress else { return }
    var place = 0
    for group in 0..<GroupWriters.groups {
      var count = 0
      while place < records.ends[group] {
        let hash = base.loadUnaligned(fromByteOffset: place, as: UInt64.self)
        #expect(Int(hash >> 57) == group)
        let keyLength = Int(base.loadUnaligned(fromByteOffset: place + 8, as: UInt32.self))
        let valueLength = Int(base.loadUnaligned(fromByteOffset: place + 12, as: UInt32.self))
        var key = RawReader(UnsafeRawBufferPointer(start: base + place + 16, count: keyLength))
        var value = RawReader(UnsafeRawBufferPointer(start: base + place + 16 + keyLength, count: valueLength))
        sums[try Int64.decode(from: &key), default: 0] += try Int64.decode(from: &value)
        place += 16 + keyLength + valueLength
        count += 1
      }
      #expect(records.counts[group] == count)
    }
  }

  /// As many keys, each with a 1.
  private static func ones(_ count: Int64) -> [KV<ChosenKey, Int64>] {
    (0..<count).map { KV(ChosenKey(number: $0, hash: Spread.even.hash($0)), 1) }
  }

  private func withTable<Result>(_ body: (UnsafeMutablePointer<Table>) throws -> Result) rethrows -> Result {
    let table = UnsafeMutablePointer<Table>.allocate(capacity: 1)
    table.initialize(to: Table())
    defer {
      table.pointee.deallocate()
      table.deallocate()
    }
    return try body(table)
  }

  @Test("every record counts once, wherever its key's hash lies", arguments: Spread.allCases, [true, false])
  func sums(spread: Spread, consuming: Bool) throws {
    let distinct: Int64 = spread == .even || spread == .oneGroup ? 30_000 : 300
    var expected: [Int64: Int64] = [:]
    let pairs = (0..<60_000).map { (place: Int64) in
      let key = place &* 7919 % distinct
      expected[key, default: 0] += place
      return KV(ChosenKey(number: key, hash: spread.hash(key)), place)
    }
    try withTable { table in
      let (sums, flushes) = try combine(pairs, Loops(Adding()), table, consuming: consuming)
      #expect(sums == expected)
      // Keys that crowd in one place make the table flush, not grow.
      #expect((flushes > 0) == (spread != .even))
      #expect(table.pointee.memory <= Table.largest)
      if spread != .even { #expect(table.pointee.memory < 256 << 10) }
    }
  }

  @Test("a table does not grow past its limit") func limit() throws {
    let pairs = Self.ones(300_000)
    try withTable { table in
      let (sums, flushes) = try combine(pairs, Loops(Adding()), table, consuming: true)
      #expect(sums.count == pairs.count)
      #expect(sums.values.allSatisfy { $0 == 1 })
      #expect(flushes >= 2)
      #expect(table.pointee.memory <= Table.usual)
    }
  }

  @Test("a table grows beyond the usual where keys come again") func gain() throws {
    let keys: Int64 = 100_000
    let pairs = Self.ones(keys).flatMap { Array(repeating: $0, count: Table.gain) }
    try withTable { table in
      let (sums, flushes) = try combine(pairs, Loops(Adding()), table, consuming: true)
      #expect(sums.count == Int(keys) && sums.values.allSatisfy { $0 == Int64(Table.gain) })
      // The last one is the end of the input.
      #expect(flushes == 0)
      #expect(table.pointee.memory > Table.usual && table.pointee.memory <= Table.largest)
    }
  }

  @Test("a table that is nearly empty when it is flushed becomes smaller") func shrinks() throws {
    let loops = Loops(Adding())
    try withTable { table in
      let pairs = Self.ones(40_000)
      _ = try combine(pairs, loops, table, consuming: true)
      let large = table.pointee.memory
      for _ in 0..<10 { _ = try combine(Array(pairs.prefix(10)), loops, table, consuming: true) }
      #expect(table.pointee.memory < large / 16)
    }
  }

  @Test("what was added before a throw counts, and the table can go on", arguments: [true, false])
  func failures(consuming: Bool) throws {
    for bad in 0..<Int64(100) {
      try withTable { table in
        let pairs = (0..<100).map { (place: Int64) in
          KV(ChosenKey(number: place % 60, hash: Spread.even.hash(place % 60)), place)
        }
        let batch = UnsafeMutablePointer<KV<ChosenKey, Int64>>.allocate(capacity: 100)
        defer { batch.deallocate() }
        for place in 0..<100 { (batch + place).initialize(to: pairs[place]) }
        var notes = CombineNotes()
        #expect(throws: Refused.self) {
          try Loops(Adding(bad: bad)).combine(batch, 100, table, bad, consuming, &notes)
        }
        #expect(notes.failed == Int(bad))
        #expect(table.pointee.minTime == bad)
        #expect(table.pointee.added == Int(bad))
        #expect(batch[notes.failed].value == bad)
        let (sums, _) = try combine([pairs[59]], Loops(Adding()), table, consuming: consuming)
        let expected = bad * (bad - 1) / 2 + 59
        #expect(sums.values.reduce(0, +) == expected)
      }
    }
  }
}
