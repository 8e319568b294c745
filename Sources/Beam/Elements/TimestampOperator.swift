/// Runs a loop that reads the timestamps of a batch from its values.
package final class TimestampOperator<Element>: Receiver<Element> {
  private let step: Step
  private let loop: TimestampLoop<Element>
  private let movedBack: MovedBackTimestamps?
  private let output: Receiver<Element>
  /// The column that the loop fills, with room for `capacity` timestamps.
  // SAFETY: allocated here, replaced before a larger batch, and freed in `deinit`.
  private var times: UnsafeMutablePointer<Int64>
  private var capacity = BatchCapacity.elements

  init(
    step: Step, loop: @escaping TimestampLoop<Element>, movedBack: MovedBackTimestamps?, output: Receiver<Element>
  ) {
    self.step = step
    self.movedBack = movedBack
    self.loop = loop
    self.output = output
    times = .allocate(capacity: capacity)
    super.init(of: Element.self)
  }

  deinit { times.deallocate() }

  package override func take(_ values: UnsafeMutablePointer<Element>, _ count: Int, _ header: Header) throws {
    let outer = enter(count)
    defer { leave(to: outer) }
    if count > capacity {
      times.deallocate()
      capacity = count
      times = .allocate(capacity: capacity)
    }
    var failed = -1
    do {
      try loop(values, count, times, &failed)
    } catch {
      let failure = step.failure(error, element: values[failed], at: failed, of: header)
      (values + failed).deinitialize(count: 1)
      throw failure
    }
    if let fault = GroupFault.take() {
      values.deinitialize(count: count)
      throw step.failure(fault)
    }
    if let index = ResultTimes.admit(times, count) {
      let failure = step.failure(
        TimestampOutOfRange(milliseconds: times[index]), element: values[index], at: index, of: header)
      values.deinitialize(count: count)
      throw failure
    }
    movedBack?.count(times, count, of: header)
    var out = header
    out.times = times
    try output.take(values, count, out)
  }
}
