/// Gives each element of a batch its windows: a pass over the timestamps alone.
package final class AssignWindowsOperator<Element>: Receiver<Element> {
  private let assignment: WindowAssignment
  private let scope: BundleScope
  private let output: Receiver<Element>
  private var contexts: UnsafeMutablePointer<UInt32>
  private var capacity: Int
  /// The interval of timestamps that share the windows of `lastContext`, which is nil before the first element of a bundle.
  private var known: ClosedRange<Int64> = 0...0
  private var lastContext: UInt32?

  init(windowFn: WindowFn, scope: BundleScope, output: Receiver<Element>) {
    assignment = WindowAssignment(windowFn)
    self.scope = scope
    self.output = output
    capacity = BatchCapacity.elements
    contexts = .allocate(capacity: capacity)
    super.init(of: Element.self)
  }

  deinit { contexts.deallocate() }

  package override func start() throws {
    try super.start()
    lastContext = nil
  }

  package override func take(_ values: UnsafeMutablePointer<Element>, _ count: Int, _ header: Header) throws {
    elementsIn += count
    var out = header
    out.contexts = nil
    guard let times = header.times else {
      out.context = context(of: header.time)
      return try output.take(values, count, out)
    }
    out.context = context(of: times[0])
    if !ResultTimes.areAll(times, count, in: known) { out.contexts = columns(times, count) }
    try output.take(values, count, out)
  }

  /// The number of each element's windows.
  private func columns(_ times: UnsafeMutablePointer<Int64>, _ count: Int) -> UnsafeMutablePointer<UInt32> {
    if count > capacity {
      contexts.deallocate()
      capacity = count
      contexts = .allocate(capacity: capacity)
    }
    for i in 0..<count { contexts[i] = context(of: times[i]) }
    return contexts
  }

  private func context(of time: Int64) -> UInt32 {
    if let lastContext, known.contains(time) { return lastContext }
    let assigned = assignment.windows(of: time)
    let context = scope.contexts.intern(.init(windows: assigned.windows))
    known = assigned.sharedBy.lowerBound...(assigned.sharedBy.upperBound - 1)
    known = known.clamped(to: Timestamp.min.milliseconds...Timestamp.max.milliseconds)
    lastContext = context
    return context
  }
}
