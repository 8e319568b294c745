import Rows
import TestSupport
import Testing

@testable import Beam

/// Combining before the shuffle counts each record once, whatever the keys, and even if a function throws.
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

  /// How the keys' hashes are distributed.
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

  /// Sums numbers, and throws for one of them.
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

  /// A key in a context.
  struct Entry: Hashable {
    let key: Int64
    let context: UInt32
  }

  /// Adds pairs as a sink does, sums the table's records per key and context, and checks the order of the records.
  /// - Parameter contexts: the context of each pair; nil if all have context 0.
  private func combine(
    _ pairs: [KV<ChosenKey, Int64>], _ loops: Loops, _ table: UnsafeMutablePointer<Table>, contexts: [UInt32]? = nil
  ) throws -> (sums: [Entry: Int64], flushes: Int) {
    var sums: [Entry: Int64] = [:]
    var flushes = 0
    let batch = UnsafeMutablePointer<KV<ChosenKey, Int64>>.allocate(capacity: 256)
    defer { batch.deallocate() }
    let limit = Int(contexts?.max() ?? 0) + 1
    var start = 0
    while start < pairs.count {
      let count = min(256, pairs.count - start)
      for index in 0..<count { (batch + index).initialize(to: pairs[start + index]) }
      var done = 0
      while true {
        var notes = CombineNotes()
        let column = contexts.map { Array($0[start + done..<start + count]) }
        done += try (column ?? [0]).withUnsafeBufferPointer { column in
          try loops.combine(
            batch + done,
            CombineBatch(
              count: count - done, minTime: 0, context: 0, contexts: contexts == nil ? nil : column.baseAddress,
              contextLimit: limit), table, &notes)
        }
        #expect(notes.memory == table.pointee.memory)
        if done == count { break }
        try flush(loops, table, into: &sums)
        flushes += 1
      }
      start += count
    }
    try flush(loops, table, into: &sums)
    return (sums, flushes)
  }

  private func flush(_ loops: Loops, _ table: UnsafeMutablePointer<Table>, into sums: inout [Entry: Int64]) throws {
    var records = SortedRecords(capacity: 64)
    let (keys, added) = (table.pointee.count, table.pointee.added)
    let only = table.pointee.contexts.only
    let headerSize = only == RecordRun.general ? 32 : 16
    loops.flush(table, &records)
    #expect(table.pointee.count == 0)
    #expect((0..<GroupWriters.groups).reduce(0) { $0 + records.groups[$1].count } == keys)
    guard let base = records.writer.bytes.baseAddress else { return }
    var offset = 0
    var elements = 0
    for group in 0..<GroupWriters.groups {
      var count = 0
      while offset < records.groups[group].end {
        let hash = base.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
        #expect(Int(hash >> 57) == group)
        let keyLength = Int(base.loadUnaligned(fromByteOffset: offset + 8, as: UInt32.self))
        let valueLength = Int(base.loadUnaligned(fromByteOffset: offset + 12, as: UInt32.self))
        var context = only
        if only == RecordRun.general {
          context = base.loadUnaligned(fromByteOffset: offset + 24, as: UInt32.self)
          elements += Int(base.loadUnaligned(fromByteOffset: offset + 28, as: UInt32.self))
        }
        var key = RawReader(UnsafeRawBufferPointer(start: base + offset + headerSize, count: keyLength))
        var value = RawReader(
          UnsafeRawBufferPointer(start: base + offset + headerSize + keyLength, count: valueLength))
        let number = try Int64.decode(from: &key)
        sums[Entry(key: number, context: context), default: 0] += try Int64.decode(from: &value)
        offset += headerSize + keyLength + valueLength
        count += 1
      }
      #expect(records.groups[group].count == count)
    }
    if only == RecordRun.general { #expect(elements == added, "every element belongs to a record") }
  }

  /// Pairs of `count` different keys, each with a 1.
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

  @Test(
    "Every record counts once, whatever its key's hash and its context",
    arguments: Spread.allCases, [1, 2, 100, 3000])
  func sums(spread: Spread, contextCount: UInt32) throws {
    let distinct: Int64 = spread == .even || spread == .oneGroup ? 30_000 : 300
    var expected: [Entry: Int64] = [:]
    var contexts: [UInt32] = []
    let pairs = (0..<60_000).map { (number: Int64) in
      let key = number &* 7919 % distinct
      let context = UInt32(number &* 104_729 % Int64(contextCount))
      contexts.append(context)
      expected[Entry(key: key, context: context), default: 0] += number
      return KV(ChosenKey(number: key, hash: spread.hash(key)), number)
    }
    try withTable { table in
      let (sums, flushes) = try combine(
        pairs, Loops(Adding()), table, contexts: contextCount == 1 ? nil : contexts)
      #expect(sums == expected)
      #expect(table.pointee.memory <= Table.largest)
      // Colliding keys make the table flush, not grow.
      if contextCount == 1 {
        #expect((flushes > 0) == (spread != .even))
        if spread != .even { #expect(table.pointee.memory < 256 << 10) }
      }
    }
  }

  @Test("A mixed hash of zero keeps its key and context") func zeroHash() throws {
    let contexts: [UInt32] = [5, 5, 6, 0, 5]
    let hash = ContextMix.bits(5)
    let pairs = contexts.indices.map { KV(ChosenKey(number: 1, hash: hash), Int64($0 + 1)) }
    try withTable { table in
      let (sums, _) = try combine(pairs, Loops(Adding()), table, contexts: contexts)
      #expect(
        sums == [Entry(key: 1, context: 5): 8, Entry(key: 1, context: 6): 3, Entry(key: 1, context: 0): 4])
    }
  }

  @Test("A context can be computed from the mixed and the plain hash") func contexts() {
    for context: UInt32 in [0, 1, 2, 77, 8759, 1 << 20, UInt32.max - 2] {
      for hash: UInt64 in [1, 2, 1 << 57, UInt64.max, 0x1234_5678_9ABC_DEF0, ContextMix.bits(context)] {
        let mixed = ContextMix.mix(hash, ContextMix.bits(context))
        #expect(mixed != 0 && mixed >> 57 == hash >> 57)
        #expect(ContextMix.context(of: mixed, hash: hash) == context)
      }
    }
  }

  @Test("A table does not grow past its usual size for keys that do not repeat") func limit() throws {
    let pairs = Self.ones(300_000)
    try withTable { table in
      let (sums, flushes) = try combine(pairs, Loops(Adding()), table)
      #expect(sums.count == pairs.count)
      #expect(sums.values.allSatisfy { $0 == 1 })
      #expect(flushes >= 2)
      #expect(table.pointee.memory <= Table.usual)
    }
  }

  @Test("A table grows past its usual size if keys repeat") func repeatedKeys() throws {
    let (keys, each): (Int64, Int) = (100_000, 3)
    let pairs = Self.ones(keys).flatMap { Array(repeating: $0, count: each) }
    try withTable { table in
      let (sums, flushes) = try combine(pairs, Loops(Adding()), table)
      #expect(sums.count == Int(keys) && sums.values.allSatisfy { $0 == Int64(each) })
      // The final flush is not counted.
      #expect(flushes == 0)
      #expect(table.pointee.memory > Table.usual && table.pointee.memory <= Table.largest)
    }
  }

  @Test("A table grows past its usual size if most random keys repeat") func repeatedRandomKeys() throws {
    let keys: UInt64 = 100_000
    var dice = SplitMix(seed: 5)
    let ones = Self.ones(Int64(keys))
    let pairs = (0..<300_000).map { _ in ones[Int(dice.next() % keys)] }
    try withTable { table in
      let (sums, flushes) = try combine(pairs, Loops(Adding()), table)
      #expect(sums.values.reduce(0, +) == Int64(pairs.count))
      #expect(flushes == 0)
      #expect(table.pointee.memory > Table.usual && table.pointee.memory <= Table.largest)
    }
  }

  @Test("A table that is nearly empty when flushed becomes smaller") func shrinks() throws {
    let loops = Loops(Adding())
    try withTable { table in
      let pairs = Self.ones(40_000)
      _ = try combine(pairs, loops, table)
      let large = table.pointee.memory
      for _ in 0..<10 { _ = try combine(Array(pairs.prefix(10)), loops, table) }
      #expect(table.pointee.memory < large / 16)
    }
  }

  @Test("After an error, earlier records count and the table can still be used") func failures() throws {
    for bad in 0..<Int64(100) {
      try withTable { table in
        let pairs = (0..<100).map { (number: Int64) in
          KV(ChosenKey(number: number % 60, hash: Spread.even.hash(number % 60)), number)
        }
        let batch = UnsafeMutablePointer<KV<ChosenKey, Int64>>.allocate(capacity: 100)
        defer { batch.deallocate() }
        for index in 0..<100 { (batch + index).initialize(to: pairs[index]) }
        var notes = CombineNotes()
        #expect(throws: Refused.self) {
          try Loops(Adding(bad: bad)).combine(
            batch, CombineBatch(count: 100, minTime: bad, context: 0, contextLimit: 1), table, &notes)
        }
        #expect(notes.failed == Int(bad))
        #expect(table.pointee.minTime == bad)
        #expect(table.pointee.added == Int(bad))
        #expect(batch[notes.failed].value == bad)
        (batch + notes.failed).deinitialize(count: 1)
        let (sums, _) = try combine([pairs[59]], Loops(Adding()), table)
        let expected = bad * (bad - 1) / 2 + 59
        #expect(sums.values.reduce(0, +) == expected)
      }
    }
  }
}
