import Beam
import JoistPlan
import Rows

/// The table of a bundle's partial accumulators, and the numbers of pairs and keys that it has taken.
///
/// It is a class, because unspecialised code looks up the metadata of a generic struct at each call.
final class PartialRecords<Key: StreamKey, Function: CombineFn> {
  // SAFETY: `@exclusivity(unchecked)`: one sink owns it, and nothing that it calls calls back. `table` is initialised in
  // `init` and freed in `deinit`.
  typealias Table = PartialTable<Key, Function.Accumulator>

  private let loops: CombineLoops<Key, Function>
  private let scope: BundleScope
  let table: UnsafeMutablePointer<Table>
  /// The state of the table, as the last call of a loop has reported.
  @exclusivity(unchecked) private(set) var state = CombineNotes()
  /// The number of bytes that the last flush wrote, as an estimate for the next one.
  @exclusivity(unchecked) private var lastFlush = 1024
  /// The numbers of records and keys in flushed tables since `restartCounting`.
  @exclusivity(unchecked) private var flushed = (added: 0, keys: 0)
  /// The first error of a coder during flushes; cleared when it is taken.
  @exclusivity(unchecked) private var failure: CoderError?

  /// A table larger than this is flushed when a new window appears, if it has taken as many records as it has slots. The
  /// previous window may be over, and a new table is more likely to stay in the cache.
  private static var cacheBytes: Int { 256 << 10 }

  init(_ loops: CombineLoops<Key, Function>, scope: BundleScope) {
    self.loops = loops
    self.scope = scope
    table = .allocate(capacity: 1)
    table.initialize(to: Table())
  }

  deinit {
    table.pointee.deallocate()
    table.deallocate()
  }

  /// Whether to flush the table when a new window appears.
  var isWorn: Bool { state.memory > Self.cacheBytes && state.added >= state.size }

  /// The number of records added since `restartCounting`, and of the keys that they were combined to.
  var seen: (added: Int, keys: Int) {
    (flushed.added + state.added, flushed.keys + state.keys)
  }

  /// The number of keys that a table of the usual size holds.
  var room: Int { Table.usualRoom }

  /// Resets `seen` to zero.
  func restartCounting() { flushed = (-state.added, -state.keys) }

  /// Adds pairs, and returns how many were added: fewer than there are if the table must be flushed first.
  ///
  /// Throws like `CombineLoops.combine`; `state.failed` is then the index of the pair.
  func add(_ pairs: UnsafeMutablePointer<KV<Key, Function.Input>>, _ batch: CombineBatch) throws -> Int {
    try loops.combine(pairs, batch, table, &state)
  }

  /// Writes the table's accumulators as records, and empties the table.
  func flush(into blocks: inout KeyedBlocks) {
    let (added, keys) = (state.added, state.keys)
    guard keys > 0 else { return }
    flushed = (flushed.added + added, flushed.keys + keys)
    var records = SortedRecords(capacity: lastFlush + 256)
    let context = table.pointee.contexts.only
    var hold = table.pointee.minTime
    for number in 0..<table.pointee.contexts.limit where table.pointee.contexts.counts[number].keys > 0 {
      hold = min(hold, scope.contexts.firstEnd(of: UInt32(number)))
    }
    loops.flush(table, &records)
    state = CombineNotes()
    if failure == nil { failure = records.writer.takeFailure() }
    lastFlush = records.writer.count
    blocks.add(records, context: context, elements: added, hold: hold)
  }

  /// Returns and clears the first error of a key's or accumulator's coder; nil if there is none.
  func takeFailure() -> CoderError? {
    defer { failure = nil }
    return failure
  }

  /// Discards all accumulators.
  func removeAll() {
    failure = nil
    state = CombineNotes()
    if table.pointee.count == 0 { return }
    table.pointee.deallocate()
    table.pointee = Table()
  }
}
