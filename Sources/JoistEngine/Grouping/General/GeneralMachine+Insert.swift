import JoistPlan

extension GeneralMachine {
  /// Adds the records of a block to their windows, and drops those that are too late.
  func insert(_ block: RecordBlock, _ unit: GroupUnit, _ work: GroupWork) throws {
    // SAFETY: addresses point into the block, which `withExtendedLifetime` keeps alive until they have been used.
    for segment in block.segments {
      var batch = Batch(segment: segment, machine: self, unit: unit)
      var address = segment.bytes
      let lean: UInt32? = if case .lean(let context) = segment.form { context } else { nil }
      // Lean records of several elements share them; the first ones have what the division leaves.
      let (share, rest) = segment.elementCount.quotientAndRemainder(dividingBy: max(1, segment.count))
      for index in 0..<segment.count {
        let elements = lean == nil ? Int(Record.elements(at: address)) : share + (index < rest ? 1 : 0)
        let context = block.contexts[Int(lean ?? Record.context(at: address))]
        for window in context.windows {
          if window.isExpired(at: unit.inputWatermark, allowedLateness: grouping.allowedLateness) {
            late.add(elements, of: window, at: unit.inputWatermark, isDropped: true)
            continue
          }
          let time = lean == nil ? Record.time(at: address) : window.maxTimestamp
          try batch.add(address, to: window, time: time, elements: elements, work)
        }
        address = Record(at: address, headerSize: segment.form.headerSize).end
      }
      try batch.finish(work)
    }
    withExtendedLifetime(block) {}
  }

  /// The chain of a window, which is added if it is new.
  fileprivate func chain(of window: Window, _ unit: GroupUnit) -> UInt32 {
    if let number = windows.find(window) { return windows[number].chain }
    let chain = table.makeChain()
    let number =
      window.isPassed(by: unit.inputWatermark)
      ? windows.addFired(window, allowedLateness: grouping.allowedLateness) : windows.add(window)
    windows.setChain(chain, of: number)
    while windowOfChain.count <= Int(chain) { windowOfChain.append(0) }
    windowOfChain[Int(chain)] = number
    return chain
  }

  /// Records of a segment that are added together.
  private struct Batch {
    private let segment: RecordSegment
    private let machine: GeneralMachine
    private let unit: GroupUnit
    private var entries: [(window: Window, time: Int64, elements: Int)] = []

    init(segment: RecordSegment, machine: GeneralMachine, unit: GroupUnit) {
      self.segment = segment
      self.machine = machine
      self.unit = unit
    }

    /// Adds a record to a window.
    mutating func add(
      _ record: UnsafePointer<UInt8>, to window: Window, time: Int64, elements: Int, _ work: GroupWork
    ) throws {
      if entries.count == RecordScratch.chunk { try finish(work) }
      work.scratch.chosen[entries.count] = record
      work.scratch.chains[entries.count] = machine.chain(of: window, unit)
      entries.append((window, time, elements))
    }

    /// Adds the records that wait.
    mutating func finish(_ work: GroupWork) throws {
      if entries.isEmpty { return }
      let scratch = work.scratch
      machine.table.slots(
        scratch.chosen, chains: scratch.chains, count: entries.count, headerSize: segment.form.headerSize, scratch)
      var kept = 0
      for index in entries.indices where machine.note(entries[index], at: scratch.slots[index], unit) {
        scratch.slots[kept] = scratch.slots[index]
        scratch.values[kept] = scratch.values[index]
        kept += 1
      }
      let table = machine.table
      try machine.content(work).add(
        values: scratch.values, slots: scratch.slots, count: kept, kind: segment.values,
        keyOf: table.keyBytes, mayRetry: work.mayRetry)
      entries.removeAll(keepingCapacity: true)
    }
  }

  /// Notes a record in the state of its slot.
  /// - Returns: false if the trigger has finished, so that the window accepts no more elements.
  private func note(_ record: (window: Window, time: Int64, elements: Int), at slot: UInt32, _ unit: GroupUnit) -> Bool
  {
    let index = Int(slot)
    while states.count <= index { states.append(PaneState(trigger: program.initial)) }
    let isPast = record.window.isPassed(by: unit.inputWatermark)
    let isFinished = program.isFinished(states[index].trigger)
    if isPast || isFinished {
      late.add(record.elements, of: record.window, at: unit.inputWatermark, isDropped: isFinished)
      if isFinished { return false }
    }
    program.note(record.elements, now: unit.processingTime, &states[index].trigger)
    states[index].hasNew = true
    // An element before the watermark cannot hold it back.
    let time = grouping.outputTime == .endOfWindow ? record.window.maxTimestamp : record.time
    if !isPast, time >= unit.inputWatermark { hold(slot, time, record.window) }
    if !states[index].isTouched {
      states[index].isTouched = true
      touched.append(slot)
    }
    setTimer(slot)
    return true
  }
}
