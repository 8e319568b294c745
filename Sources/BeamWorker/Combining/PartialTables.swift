import Beam
import JoistPlan
import Rows

/// The tables of a bundle's windows, and the records that came out of those that are full, cold or done.
struct PartialTables<Key: StreamKey, Function: CombineFn> {
  typealias Table = PartialTable<Key, Function.Accumulator>

  private let loops: CombineLoops<Key, Function>
  private var windows: [IntervalWindow] = []
  private var tables: [UnsafeMutablePointer<Table>] = []
  /// Empty tables that keep their memory, the one that was used last in the end.
  private var spare: [UnsafeMutablePointer<Table>] = []
  private var last = 0
  private var blocks: [RecordBlock] = []
  private var blockBytes = 0
  /// Bytes that the last flush wrote: the next one will need about as many.
  private var lastFlush = 1024
  /// Records that went into tables that have been flushed, and keys that came out.
  private var flushed = (added: 0, keys: 0)
  /// The first refusal of a coder among what was flushed.
  private var failure: CoderError?

  /// Tables whose window may be over are flushed when all together are larger, so that the next window finds memory that is
  /// still in the cache.
  private static var cacheBytes: Int { 256 << 10 }

  /// Beyond this all tables are flushed, whatever they have taken: a bundle may meet any number of windows.
  private static var mostBytes: Int { 16 << 20 }

  init(_ loops: CombineLoops<Key, Function>) { self.loops = loops }

  func deallocate() {
    for table in tables + spare {
      table.pointee.deallocate()
      table.deallocate()
    }
  }

  /// Bytes of the memory of empty tables.
  var keptMemory: Int { spare.reduce(0) { $0 + $1.pointee.memory } }

  /// The table of a window.
  mutating func table(of window: IntervalWindow) -> UnsafeMutablePointer<Table> {
    if last < windows.count, windows[last] == window { return tables[last] }
    if let known = windows.firstIndex(of: window) {
      last = known
      return tables[known]
    }
    if memory > Self.cacheBytes { flushWorn() }
    let table: UnsafeMutablePointer<Table>
    if let kept = spare.popLast() {
      table = kept
    } else {
      table = .allocate(capacity: 1)
      table.initialize(to: Table())
    }
    windows.append(window)
    tables.append(table)
    last = tables.count - 1
    return table
  }

  /// The memory of the tables at hand, in bytes.
  var memory: Int {
    var total = 0
    for table in tables { total += table.pointee.memory }
    return total
  }

  /// The bytes of records, and about those that the tables will come to.
  var outputBytes: Int { tables.reduce(blockBytes) { $0 + $1.pointee.content } }

  /// Records that went in since the bundle's executor was made, and keys that came of them.
  var seen: (added: Int, keys: Int) {
    var seen = flushed
    for table in tables {
      seen.added += table.pointee.added
      seen.keys += table.pointee.count
    }
    return seen
  }

  /// Forgets what it has seen.
  mutating func restartCounting() { flushed = (0, 0) }

  /// Turns a table into records.
  mutating func flush(_ window: IntervalWindow, _ table: UnsafeMutablePointer<Table>) {
    let added = table.pointee.added
    let keys = table.pointee.count
    guard keys > 0 else { return }
    flushed = (flushed.added + added, flushed.keys + keys)
    var records = SortedRecords(capacity: lastFlush + 256)
    let minTime = table.pointee.minTime
    loops.flush(table, &records)
    if failure == nil { failure = records.writer.takeFailure() }
    lastFlush = records.writer.count
    blockBytes += lastFlush
    blocks += Self.blocks(records, window.planWindow, keys: keys, added: added, minTime: minTime)
  }

  /// Takes out all that was added, as blocks; every table is empty.
  mutating func takeBlocks() -> [RecordBlock] {
    for (window, table) in zip(windows, tables) { flush(window, table) }
    spare += tables
    windows.removeAll(keepingCapacity: true)
    tables.removeAll(keepingCapacity: true)
    last = 0
    defer {
      blocks = []
      blockBytes = 0
    }
    return blocks
  }

  /// Why a key or accumulator could not be encoded; it is forgotten.
  mutating func takeFailure() -> CoderError? {
    defer { failure = nil }
    return failure
  }

  /// Forgets what was added.
  mutating func removeAll() {
    failure = nil
    for table in tables {
      table.pointee.deallocate()
      table.pointee = Table()
    }
    spare += tables
    windows.removeAll(keepingCapacity: true)
    tables.removeAll(keepingCapacity: true)
    last = 0
    blocks = []
    blockBytes = 0
  }

  /// Flushes the tables that have taken as many records as they have slots: to read all of it is then cheap for each.
  private mutating func flushWorn() {
    let isTooMuch = memory > Self.mostBytes
    var keptWindows: [IntervalWindow] = []
    var kept: [UnsafeMutablePointer<Table>] = []
    for (window, table) in zip(windows, tables) {
      if isTooMuch || table.pointee.added >= table.pointee.size {
        flush(window, table)
        spare.append(table)
      } else {
        keptWindows.append(window)
        kept.append(table)
      }
    }
    windows = keptWindows
    tables = kept
  }

  /// One block for each key group, all in one memory. The elements are shared out by the number of records.
  private static func blocks(
    _ records: consuming SortedRecords, _ window: Window, keys: Int, added: Int, minTime: Int64
  ) -> [RecordBlock] {
    guard let bytes = records.writer.takeMemory().bindMemory(to: UInt8.self).baseAddress else { return [] }
    let memory = RecordMemory(adopting: bytes)
    var blocks: [RecordBlock] = []
    var start = 0
    var before = 0
    for group in 0..<GroupWriters.groups where records.counts[group] > 0 {
      let count = records.counts[group]
      let elements = added * (before + count) / keys - added * before / keys
      blocks.append(
        RecordBlock(
          in: memory, at: start, byteCount: records.ends[group] - start, count: count, elementCount: elements,
          window: window, keyGroup: group, values: .partials, minTime: minTime))
      start = records.ends[group]
      before += count
    }
    return blocks
  }
}
