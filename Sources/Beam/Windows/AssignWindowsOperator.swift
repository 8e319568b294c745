/// Assigns windows to the elements of a batch. It reads only their timestamps.
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

/// Finds the contexts of timestamps.
///
/// It is a type of its own because the operator is generic and unspecialised; code that works on columns alone is compiled
/// once, as concrete code.
final class ContextAssigner {
  // SAFETY: `@exclusivity(unchecked)`: the executor is used by one thread at a time, and no method here calls another receiver.
  private let assignment: WindowAssignment
  private let slices: WindowSlices
  private let scope: BundleScope
  /// The column of contexts that `assign` returns, with room for `capacity` entries.
  @exclusivity(unchecked) private var contexts: UnsafeMutablePointer<UInt32>
  @exclusivity(unchecked) private var capacity: Int
  /// The contexts found so far, by slice; cleared when a bundle starts.
  @exclusivity(unchecked) private var known = SliceContexts()
  /// The range of timestamps whose context is `lastContext`.
  @exclusivity(unchecked) private var lastTimes: ClosedRange<Int64> = 0...0
  /// The context that was looked up last; nil before the first lookup of a bundle.
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

  /// Returns the header of a batch with the contexts of its timestamps. Its column is valid until the next call.
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

  /// Writes the context of each timestamp to the buffer.
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
