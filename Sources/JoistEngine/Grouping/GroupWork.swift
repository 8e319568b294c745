import JoistPlan

/// What the machines of one task share while they work.
final class GroupWork {
  /// Receives what is fired.
  let writer: PaneWriter
  /// The lane of the unit at hand.
  @exclusivity(unchecked) var lane = 0
  /// Memory for a run of records.
  let scratch = RecordScratch()
  /// The slots that are fired or let go.
  let list = SlotList()
  /// Merges of accumulators that wait.
  let merges = SlotMerges()
  /// The sum of a window's slices.
  let sum = SliceSum()
  /// Makes an empty store of accumulators.
  let makeStore: () throws -> any CombineStore
  /// Asked with what a combiner threw: returns where the record is to be tried again, throws otherwise.
  let mayRetry: (any Error) throws -> Void

  init(makeStore: @escaping () throws -> any CombineStore, mayRetry: @escaping (any Error) throws -> Void) {
    writer = PaneWriter()
    self.makeStore = makeStore
    self.mayRetry = mayRetry
  }
}
