/// Gives each element of a batch its windows: a pass over the timestamps alone.
package final class AssignWindowsOperator<Element>: Receiver<Element> {
  private let assignment: WindowAssignment
  private let scope: BundleScope
  private let output: Receiver<Element>
  private var contexts: UnsafeMutablePointer<UInt32>
  private var capacity: Int
  /// The interval of timestamps that share the windows of `lastContext`; empty before the first element of a bundle.
  private var known: Range<Int64> = 0..<0
  private var lastContext: UInt32 = 0

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
    known = 0..<0
  }

  package override func take(_ values: UnsafeMutablePointer<Element>, _ count: Int, _ header: Header) throws {
    elementsIn += count
    var out = header
    out.contexts = nil
    guard let times = header.times else {
      out.context = context(of: header.time)
      return try output.take(values, count, out)
    }
    if count > capacity {
      contexts.deallocate()
      capacity = count
      contexts = .allocate(capacity: capacity)
    }
    let first = context(of: times[0])
    var isUniform = true
    for i in 0..<count {
      let time = times[i]
      if time < known.lowerBound || time >= known.upperBound { lastContext = context(of: time) }
      contexts[i] = lastContext
      isUniform = isUniform && lastContext == first
    }
    out.context = first
    if !isUniform { out.contexts = contexts }
    try output.take(values, count, out)
  }

  private func context(of time: Int64) -> UInt32 {
    if time >= known.lowerBound, time < known.upperBound { return lastContext }
    let assigned = assignment.windows(of: time)
    known = assigned.sharedBy
    lastContext = scope.contexts.intern(.init(windows: assigned.windows))
    return lastContext
  }
}
