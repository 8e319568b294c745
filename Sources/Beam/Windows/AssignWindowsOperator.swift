/// Gives each element of a batch its windows: a pass over the timestamps alone.
package final class AssignWindowsOperator<Element>: Receiver<Element> {
  private let assigner: ContextAssigner
  private let output: Receiver<Element>

  init(windowFn: WindowFn, scope: BundleScope, output: Receiver<Element>) {
    assigner = ContextAssigner(windowFn: windowFn, scope: scope)
    self.output = output
    super.init(of: Element.self)
  }

  package override func start() throws {
    try super.start()
    assigner.start()
  }

  package override func take(_ values: UnsafeMutablePointer<Element>, _ count: Int, _ header: Header) throws {
    elementsIn += count
    try output.take(values, count, assigner.assign(header, count))
  }
}

/// Finds the contexts of timestamps. Apart from the operator, which is not specialised: what works on columns alone is.
final class ContextAssigner {
  private let assignment: WindowAssignment
  private let slices: WindowSlices
  private let scope: BundleScope
  @exclusivity(unchecked) private var contexts: UnsafeMutablePointer<UInt32>
  @exclusivity(unchecked) private var capacity: Int
  /// The contexts of the bundle so far.
  @exclusivity(unchecked) private var known = SliceContexts()
  /// The timestamps that share the context of the last one, which is nil before the first element of a bundle.
  @exclusivity(unchecked) private var lastTimes: ClosedRange<Int64> = 0...0
  @exclusivity(unchecked) private var lastContext: UInt32?

  init(windowFn: WindowFn, scope: BundleScope) {
    assignment = WindowAssignment(windowFn)
    slices = WindowSlices(windowFn.kind)
    self.scope = scope
    capacity = BatchCapacity.elements
    contexts = .allocate(capacity: capacity)
  }

  deinit {
    contexts.deallocate()
    known.deallocate()
  }

  func start() {
    lastContext = nil
    known.removeAll()
  }

  /// The header of a batch with the windows of its timestamps; its column is valid until the next call.
  func assign(_ header: Header, _ count: Int) -> Header {
    var out = header
    out.contexts = nil
    guard let times = header.times else {
      out.context = context(of: header.time)
      return out
    }
    out.context = context(of: times[0])
    if !ResultTimes.areAll(times, count, in: lastTimes) { out.contexts = column(times, count) }
    return out
  }

  /// The context of each timestamp.
  private func column(_ times: UnsafeMutablePointer<Int64>, _ count: Int) -> UnsafeMutablePointer<UInt32> {
    if count > capacity {
      contexts.deallocate()
      capacity = count
      contexts = .allocate(capacity: capacity)
    }
    let contexts = contexts
    for i in 0..<count {
      let slice = slices.number(of: times[i])
      contexts[i] = known[slice] ?? makeContext(of: times[i], slice)
    }
    return contexts
  }

  private func context(of time: Int64) -> UInt32 {
    if let lastContext, lastTimes.contains(time) { return lastContext }
    let slice = slices.number(of: time)
    let context = known[slice] ?? makeContext(of: time, slice)
    let shared = assignment.windows(of: time).sharedBy
    lastTimes = (shared.lowerBound...(shared.upperBound - 1))
      .clamped(to: Timestamp.min.milliseconds...Timestamp.max.milliseconds)
    lastContext = context
    return context
  }

  @inline(never)
  private func makeContext(of time: Int64, _ slice: Int64) -> UInt32 {
    let context = scope.contexts.intern(.init(windows: assignment.windows(of: time).windows))
    known.add(slice, context)
    return context
  }
}
