import Beam
import JoistPlan
import Rows

/// The table of a bundle's partial accumulators, and what it has learned of the gain of combining.
struct PartialRecords<Key: StreamKey, Function: CombineFn> {
  typealias Table = PartialTable<Key, Function.Accumulator>

  private let loops: CombineLoops<Key, Function>
  private let scope: BundleScope
  let table: UnsafeMutablePointer<Table>
  /// Bytes that the last flush wrote: the next one will need about as many.
  private var lastFlush = 1024
  /// Records that went into the table before it was flushed, and keys that came out.
  private var flushed = (added: 0, keys: 0)
  /// The first refusal of a coder among what was flushed.
  private var failure: CoderError?

  /// A table that is larger is flushed where a new window appears, if it has taken as many records as it has slots: the
  /// window before may be over, and the next finds memory that is still in the cache.
  private static var cacheBytes: Int { 256 << 10 }

  init(_ loops: CombineLoops<Key, Function>, scope: BundleScope) {
    self.loops = loops
    self.scope = scope
    table = .allocate(capacity: 1)
    table.initialize(to: Table())
  }

  func deallocate() {
    table.pointee.deallocate()
    table.deallocate()
  }

  /// Whether the table is worth flushing where a new window appears.
  var isWorn: Bool { table.pointee.memory > Self.cacheBytes && table.pointee.added >= table.pointee.size }

  /// Records that went in since `restartCounting`, and keys that came of them.
  var seen: (added: Int, keys: Int) {
    (flushed.added + table.pointee.added, flushed.keys + table.pointee.count)
  }

  /// Forgets what it has seen.
  mutating func restartCounting() { flushed = (-table.pointee.added, -table.pointee.count) }

  /// Turns the table into records.
  mutating func flush(into blocks: inout KeyedBlocks) {
    let added = table.pointee.added
    let keys = table.pointee.count
    guard keys > 0 else { return }
    flushed = (flushed.added + added, flushed.keys + keys)
    var records = SortedRecords(capacity: lastFlush + 256)
    let context = table.pointee.contexts.only
    var hold = table.pointee.minTime
    for number in 0..<table.pointee.contexts.limit where table.pointee.contexts.counts[number].keys > 0 {
      hold = min(hold, scope.contexts.firstEnd(of: UInt32(number)))
    }
    loops.flush(table, &records)
    if failure == nil { failure = records.writer.takeFailure() }
    lastFlush = records.writer.count
    blocks.add(records, context: context, elements: added, hold: hold)
  }

  /// Why a key or accumulator could not be encoded; it is forgotten.
  mutating func takeFailure() -> CoderError? {
    defer { failure = nil }
    return failure
  }

  /// Forgets what was added.
  mutating func removeAll() {
    failure = nil
    if table.pointee.count == 0 { return }
    table.pointee.deallocate()
    table.pointee = Table()
  }
}
