import JoistPlan

/// Memory for what is known of the contexts of the block at hand. One per task.
final class ContextScratch {
  /// How many records of the lean form the block has of each context; valid where it has such.
  @exclusivity(unchecked) private(set) var leanCounts = UnsafeMutablePointer<Int>.allocate(capacity: 64)
  /// The chains of contexts that have several.
  @exclusivity(unchecked) var chainLists: [[UInt32]] = []
  /// The interval of each context with one window which the interval identifies; valid where the block has records of the
  /// general form.
  @exclusivity(unchecked) private(set) var intervals = UnsafeMutablePointer<Interval>.allocate(capacity: 64)
  @exclusivity(unchecked) private var targets = UnsafeMutablePointer<RecordTarget>.allocate(capacity: 64)
  @exclusivity(unchecked) private var capacity = 64
  /// The number of the block among those that had their contexts in `targets`: what others left there is not known.
  @exclusivity(unchecked) private var block: UInt16 = 0
  /// Receives what `LiveWindows.touch` read, and is read by nobody.
  @exclusivity(unchecked) var touched: Int64 = 0
  /// The contexts that `intervals` are of. Blocks that were written together have the same ones.
  @exclusivity(unchecked) private var described: [WindowContext] = []

  /// The interval of a window.
  struct Interval {
    var start: Int64 = 0
    var end: Int64 = 0

    /// Whether there is none.
    @inline(__always) var isEmpty: Bool { start == end }
  }

  init() { targets.initialize(repeating: RecordTarget(kind: .unknown), count: capacity) }

  deinit {
    leanCounts.deallocate()
    intervals.deallocate()
    targets.deallocate()
  }

  /// What becomes of the records of a context.
  @inline(__always)
  subscript(context: Int) -> RecordTarget {
    get { targets[context].block == block ? targets[context] : RecordTarget(kind: .unknown) }
    set {
      targets[context] = newValue
      targets[context].block = block
    }
  }

  /// Forgets the block before.
  func begin(_ next: RecordBlock) {
    if next.contexts.count > capacity { grow(next.contexts.count) }
    block &+= 1
    if block == 0 {
      // The numbers begin again.
      targets.initialize(repeating: RecordTarget(kind: .unknown), count: capacity)
      block = 1
    }
    chainLists.removeAll(keepingCapacity: true)
    var hasLean = false
    var hasGeneral = false
    for segment in next.segments {
      guard case .lean(let context) = segment.form else {
        hasGeneral = true
        continue
      }
      if !hasLean { leanCounts.initialize(repeating: 0, count: next.contexts.count) }
      hasLean = true
      leanCounts[Int(context)] += segment.count
    }
    if hasGeneral { describe(next.contexts) }
  }

  private func describe(_ contexts: [WindowContext]) {
    if isDescribed(contexts) { return }
    described = contexts
    for (number, context) in contexts.enumerated() {
      intervals[number] = Interval()
      guard context.windows.count == 1, context.windows[0].encoded.isEmpty else { continue }
      intervals[number] = Interval(start: context.windows[0].start, end: context.windows[0].end)
    }
  }

  /// Whether it is the same array, in the same memory.
  private func isDescribed(_ contexts: [WindowContext]) -> Bool {
    described.withUnsafeBufferPointer { old in
      contexts.withUnsafeBufferPointer { old.baseAddress == $0.baseAddress && old.count == $0.count }
    }
  }

  private func grow(_ wanted: Int) {
    leanCounts.deallocate()
    intervals.deallocate()
    targets.deallocate()
    capacity = wanted * 2
    leanCounts = .allocate(capacity: capacity)
    intervals = .allocate(capacity: capacity)
    targets = .allocate(capacity: capacity)
    targets.initialize(repeating: RecordTarget(kind: .unknown), count: capacity)
    described = []
  }
}

/// What becomes of the records of one context.
struct RecordTarget {
  enum Kind: UInt8 {
    /// Not decided yet.
    case unknown
    /// They belong to no window.
    case none
    /// They go to a chain of the shared table.
    case chain
    /// They go to several chains.
    case chains
    /// They go to the table of their window.
    case table
    /// What becomes of them differs from window to window: some have fired, or have tables of their own.
    case several
  }

  var kind: Kind
  /// The block that it was decided for.
  var block: UInt16 = 0
  /// The number of the chain, of the list of chains, or of the window with the table.
  var number: UInt32 = 0
}
