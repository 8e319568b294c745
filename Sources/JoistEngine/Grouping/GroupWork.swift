import JoistPlan

/// The resources that the machines of one task share while they work.
///
/// SAFETY: a task owns its `GroupWork` and runs on one thread, and its properties are accessed one at a time, so
/// `@exclusivity(unchecked)` is sound.
final class GroupWork {
  /// Collects the fired panes.
  let writer: PaneWriter
  /// The lane of the current unit.
  @exclusivity(unchecked) var lane = 0
  /// Scratch memory for a run of records.
  let scratch = RecordScratch()
  /// The slots that are being fired or removed.
  let list = SlotList()
  /// Merges of accumulators that wait to be done together.
  let merges = SlotMerges()
  /// The sum of the current window's slices.
  let sum = SliceSum()
  /// Makes an empty store of accumulators.
  let makeStore: () throws -> any CombineStore
  /// Called with a combiner's error: returns if the record is to be tried again, and throws otherwise.
  let mayRetry: (any Error) throws -> Void

  init(makeStore: @escaping () throws -> any CombineStore, mayRetry: @escaping (any Error) throws -> Void) {
    writer = PaneWriter()
    self.makeStore = makeStore
    self.mayRetry = mayRetry
  }
}
