import Beam
import JoistPlan
import Rows

/// The table of a bundle's partial accumulators, and what it has learned of the gain of combining.
///
/// A class, since code that is not specialised looks up the metadata of a generic struct at each call. One sink has it, and
/// nothing that it calls comes back to it: its properties are `@exclusivity(unchecked)`.
final class PartialRecords<Key: StreamKey, Function: CombineFn> {
  typealias Table = PartialTable<Key, Function.Accumulator>

  private let loops: CombineLoops<Key, Function>
  private let scope: BundleScope
  let table: UnsafeMutablePointer<Table>
  /// How the table stands, as the last call of a loop has said.
  @exclusivity(unchecked) private(set) var state = CombineNotes()
  /// Bytes that the last flush wrote: the next one will need about as many.
  @exclusivity(unchecked) private var lastFlush = 1024
  /// Records that went into the table before it was flushed, and keys that came out.
  @exclusivity(unchecked) private var flushed = (added: 0, keys: 0)
  /// The first refusal of a coder among what was flushed.
  @exclusivity(unchecked) private var failure: CoderError?

  /// A table that is larger is flushed where a new window appears, if it has taken as many records as it has slots: the
  /// window before may be over, and the next finds memory that is still in the cache.
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

  /// Whether the table is worth flushing where a new window appears.
  var isWorn: Bool { state.memory > Self.cacheBytes && state.added >= state.size }

  /// Records that went in since `restartCounting`, and keys that came of them.
  var seen: (added: Int, keys: Int) {
    (flushed.added + state.added, flushed.keys + state.keys)
  }

  /// The keys that a table of the usual size takes.
  var room: Int { Table.usualRoom }

  /// Forgets what it has seen.
  func restartCounting() { flushed = (-state.added, -state.keys) }

  /// Adds pairs, and returns how many: fewer than there are if the table has to be flushed first. Throws as `combine` of the
  /// loops does; `state` names the pair that is at fault then.
  func add(_ pairs: UnsafeMutablePointer<KV<Key, Function.Input>>, _ batch: CombineBatch) throws -> Int {
    try loops.combine(pairs, batch, table, &state)
  }

  /// Turns the table into records.
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

  /// Why a key or accumulator could not be encoded; it is forgotten.
  func takeFailure() -> CoderError? {
    defer { failure = nil }
    return failure
  }

  /// Forgets what was added.
  func removeAll() {
    failure = nil
    state = CombineNotes()
    if table.pointee.count == 0 { return }
    table.pointee.deallocate()
    table.pointee = Table()
  }
}
