import JoistPlan

/// Scratch memory for the contexts of the current block. One per task.
///
/// SAFETY: a task owns its scratch and runs on one thread, and nothing that the scratch calls comes back to it, so accesses
/// cannot overlap and `@exclusivity(unchecked)` is sound. Every index is that of a context, below `capacity`.
final class ContextScratch {
  /// The number of lean records of each context; valid if the block has lean records.
  @exclusivity(unchecked) private(set) var leanCounts = UnsafeMutablePointer<Int>.allocate(capacity: 64)
  /// The chains of each context that has several.
  @exclusivity(unchecked) var chainLists: [[UInt32]] = []
  /// The interval of each context; valid if the block has general records. Owned by an entry of `lists`.
  @exclusivity(unchecked) private(set) var intervals: UnsafeMutablePointer<Interval>?
  @exclusivity(unchecked) private var targets = UnsafeMutablePointer<RecordTarget>.allocate(capacity: 64)
  @exclusivity(unchecked) private var capacity = 64
  /// The number of the current block. Entries of `targets` with another number are from earlier blocks.
  @exclusivity(unchecked) private var block: UInt16 = 0
  /// Receives the result of `LiveWindows.touch`, so that the compiler keeps its reads. Nothing reads it.
  @exclusivity(unchecked) var touched: Int64 = 0
  /// Recently used lists of contexts, the oldest first. All blocks that a bundle wrote share one.
  @exclusivity(unchecked) private var lists: [List] = []
  /// The number of contexts in `lists`.
  @exclusivity(unchecked) private var listed = 0
  private static let mostListed = 1 << 16

  /// Contexts with their intervals.
  private struct List {
    let contexts: [WindowContext]
    let intervals: UnsafeMutablePointer<Interval>

    /// Whether these contexts are the same array in the same memory.
    func holds(_ others: [WindowContext]) -> Bool {
      // SAFETY: only the addresses are compared; nothing is read through them. `contexts` stays alive here, so that its
      // address is not used again.
      contexts.withUnsafeBufferPointer { own in
        others.withUnsafeBufferPointer { own.baseAddress == $0.baseAddress && own.count == $0.count }
      }
    }
  }

  /// The interval of a context whose only window it identifies; empty for any other context.
  struct Interval {
    var start: Int64 = 0
    var end: Int64 = 0

    /// Whether there is no interval.
    @inline(__always) var isEmpty: Bool { start == end }
  }

  init() { targets.initialize(repeating: RecordTarget(kind: .unknown), count: capacity) }

  deinit {
    leanCounts.deallocate()
    targets.deallocate()
    for list in lists { list.intervals.deallocate() }
  }

  /// Where the records of a context go.
  @inline(__always)
  subscript(context: Int) -> RecordTarget {
    get { targets[context].block == block ? targets[context] : RecordTarget(kind: .unknown) }
    set {
      targets[context] = newValue
      targets[context].block = block
    }
  }

  /// Begins a block and forgets the previous one.
  func begin(_ next: RecordBlock) {
    if next.contexts.count > capacity { grow(next.contexts.count) }
    block &+= 1
    if block == 0 {
      // The block numbers have wrapped around, so that entries of earlier blocks could look current.
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
