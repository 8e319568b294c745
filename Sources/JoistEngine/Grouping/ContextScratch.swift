import JoistPlan

/// Memory for what is known of the contexts of the block at hand. One per task.
final class ContextScratch {
  /// How many records of the lean form the block has of each context; valid if it has lean records.
  @exclusivity(unchecked) private(set) var leanCounts = UnsafeMutablePointer<Int>.allocate(capacity: 64)
  /// For each context with several chains, those chains.
  @exclusivity(unchecked) var chainLists: [[UInt32]] = []
  /// The interval of each context of the block; valid if it has records of the general form.
  @exclusivity(unchecked) private(set) var intervals: UnsafeMutablePointer<Interval>?
  @exclusivity(unchecked) private var targets = UnsafeMutablePointer<RecordTarget>.allocate(capacity: 64)
  @exclusivity(unchecked) private var capacity = 64
  /// Counts blocks; entries of `targets` with another number are from earlier blocks.
  @exclusivity(unchecked) private var block: UInt16 = 0
  /// Receives what `LiveWindows.touch` read, and is read by nobody.
  @exclusivity(unchecked) var touched: Int64 = 0
  /// The lists of contexts that were described last, the oldest first. Blocks that a bundle wrote have the same one.
  @exclusivity(unchecked) private var lists: [List] = []
  /// How many contexts they have together.
  @exclusivity(unchecked) private var listed = 0
  private static let mostListed = 1 << 16

  /// Contexts with their intervals.
  private struct List {
    let contexts: [WindowContext]
    let intervals: UnsafeMutablePointer<Interval>

    /// Whether these contexts are the same array, in the same memory.
    func holds(_ others: [WindowContext]) -> Bool {
      contexts.withUnsafeBufferPointer { own in
        others.withUnsafeBufferPointer { own.baseAddress == $0.baseAddress && own.count == $0.count }
      }
    }
  }

  /// The interval of a context with one window which the interval identifies; an empty one for all others.
  struct Interval {
    var start: Int64 = 0
    var end: Int64 = 0

    /// Whether there is none.
    @inline(__always) var isEmpty: Bool { start == end }
  }

  init() { targets.initialize(repeating: RecordTarget(kind: .unknown), count: capacity) }

  deinit {
    leanCounts.deallocate()
    targets.deallocate()
    for list in lists { list.intervals.deallocate() }
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
    if let known = lists.first(where: { $0.holds(contexts) }) {
      intervals = known.intervals
      return
    }
    let list = List(contexts: contexts, intervals: .allocate(capacity: contexts.count))
    for (number, context) in contexts.enumerated() {
      var interval = Interval()
      if context.windows.count == 1, context.windows[0].encoded.isEmpty {
        interval = Interval(start: context.windows[0].start, end: context.windows[0].end)
      }
      (list.intervals + number).initialize(to: interval)
    }
    while let oldest = lists.first, listed + contexts.count > Self.mostListed {
      listed -= oldest.contexts.count
      oldest.intervals.deallocate()
      lists.removeFirst()
    }
    lists.append(list)
    listed += contexts.count
    intervals = list.intervals
  }

  private func grow(_ wanted: Int) {
    leanCounts.deallocate()
    targets.deallocate()
    capacity = wanted * 2
    leanCounts = .allocate(capacity: capacity)
    targets = .allocate(capacity: capacity)
    targets.initialize(repeating: RecordTarget(kind: .unknown), count: capacity)
  }
}
