import JoistPlan

/// A machine that has a trigger for each key and window.
protocol TriggeredMachine: GroupMachine {
  typealias Moment = TriggeredPanes.Moment

  /// The states of keys and windows.
  var panes: TriggeredPanes { get }
  /// The last moment of the window that ends next, and the expiry of the one that expires next; nil if there are none.
  var nextEnds: (end: Int64?, expiry: Int64?) { get }
  /// The number of windows.
  var windowCount: Int { get }
  /// The memory besides that of `panes`, in bytes.
  var tableMemory: Int { get }

  /// Looks at the triggers of windows whose end the watermark has passed.
  func passEnds(_ moment: Moment, _ work: GroupWork) throws
  /// Closes windows that accept no more elements.
  func expire(_ moment: Moment, _ work: GroupWork) throws
  /// Adds the records of a block to their windows, and drops those that are too late.
  func insert(_ block: RecordBlock, _ moment: Moment, _ work: GroupWork) throws
  /// Looks at the triggers of slots, and writes the panes that they emit.
  func look(at slots: [UInt32], _ moment: Moment, _ work: GroupWork) throws
}

extension TriggeredMachine {
  func perform(_ unit: GroupUnit, _ work: GroupWork) throws -> GroupAnswer {
    let moment = Moment(unit)
    panes.late = LateElements()
    panes.expired = 0
    try passEnds(moment, work)
    try expire(moment, work)
    try look(at: panes.takeDueTimers(moment), moment, work)
    for block in unit.insert {
      try insert(block, moment, work)
      try look(at: panes.takeTouched(), moment, work)
    }
    return answer(to: unit)
  }

  private func answer(to unit: GroupUnit) -> GroupAnswer {
    var answer = GroupAnswer(
      changes: GroupChanges(
        inserted: unit.insert, inputWatermark: unit.inputWatermark, processingTime: unit.processingTime))
    let next = nextEnds
    answer.hold = [next.end, panes.hold].compactMap { $0 }.min()
    answer.nextEventTime = [next.end, next.expiry].compactMap { $0 }.min().map { min($0, EventTime.max - 1) + 1 }
    answer.nextProcessingTime = panes.nextTimer() ?? .max
    answer.windows = windowCount
    answer.expired = panes.expired
    answer.late = panes.late
    let memory = tableMemory + panes.memory
    answer.memory = windowCount == 0 ? GroupMemory(spare: memory) : GroupMemory(tables: memory)
    return answer
  }
}
