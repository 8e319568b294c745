import JoistPlan

/// The slices of sliding windows. A slice holds the elements of one set of windows once, and a window is the sum of its
/// slices.
///
/// Only windows of the same length, one period apart, can be sliced. The first and the last of its windows identify a
/// slice.
///
/// If a window has many slices, they are kept as two stacks. Each older slice holds the sum of itself and the older
/// slices after it, and one chain holds the sum of the newer ones. A window is then the sum of two chains, and each
/// slice is merged twice, however many windows it belongs to. A slice that ends before an older one is kept apart and
/// added by itself.
struct WindowSlices {
  /// The elements of one set of windows.
  struct Slice {
    /// The end of its first window.
    let firstEnd: Int64
    /// The end of its last window.
    let lastEnd: Int64
    /// Its chain in the shared table.
    let chain: UInt32
    /// Whether it ends before an older slice, and so belongs to no stack.
    fileprivate(set) var isApart = false
  }

  private var size: Int64 = 0
  private var period: Int64 = 0
  /// The slices, by first window and then by last window.
  private var slices: [Slice] = []
  /// The index of the first slice; those before it have been removed.
  private var front = 0
  /// The two stacks; nil if each slice stands for itself.
  private(set) var stacks: Stacks?
  /// The end of the next window to fire; all windows before it have fired.
  private var nextEnd = Int64.min

  /// A window that is due to fire.
  struct Due {
    let window: Window
    /// The indices of its slices. Slices in this range that end before the window do not belong to it.
    let range: Range<Int>
  }

  /// The stacks of the slices whose first window has fired. They receive no more records.
  struct Stacks {
    /// The chain with the sum of the newer slices.
    let newer: UInt32
    /// The index of the first newer slice; the older slices end there.
    fileprivate(set) var border: Int
    /// The index after the last newer slice.
    fileprivate(set) var end: Int
    /// The latest end of a window of any stacked slice.
    fileprivate(set) var lastEnd: Int64
    /// Whether any slice is kept apart.
    fileprivate(set) var hasApart = false
  }

  /// Whether there are no slices.
  var isEmpty: Bool { front == slices.count }

  /// The approximate number of windows from the next one to the last.
  var windowCount: Int {
    guard let last = slices.last, front < slices.count else { return 0 }
    return Int(max(last.lastEnd - nextFiring, 0) / period) + 1
  }

  /// The end of the next window to fire that has a slice.
  private var nextFiring: Int64 { max(nextEnd, slices[front].firstEnd) }

  /// The last moment of the next window to fire; nil if there are no slices.
  var hold: Int64? { isEmpty ? nil : nextFiring - 1 }

  /// Whether a set of windows can be a slice together with those that exist. A single window can only if some exist.
  mutating func accepts(_ windows: [Window]) -> Bool {
    let size = windows[0].end &- windows[0].start
    if isEmpty {
      guard windows.count > 1 else { return false }
      self.size = size
      period = windows[1].start &- windows[0].start
      guard period > 0, size > period else { return false }
    } else if (windows[0].end &- slices[front].firstEnd) % period != 0 {
      return false
    }
    for index in windows.indices {
      let window = windows[index]
      if !window.encoded.isEmpty || window.end &- window.start != self.size { return false }
      if index > 0, window.start &- windows[index - 1].start != period { return false }
    }
    return true
  }

  /// The chain of a set of windows that `accepts` has accepted, which is made if it is new.
  mutating func chain(of windows: [Window], at watermark: Int64, makeChain: () -> UInt32) -> UInt32 {
    let firstEnd = windows[0].end
    let lastEnd = windows[windows.count - 1].end
    if isEmpty { nextEnd = firstOpenEnd(at: watermark, alignedTo: firstEnd) }
    var low = front
    var high = slices.count
    if let last = slices.last, front < high, (last.firstEnd, last.lastEnd) < (firstEnd, lastEnd) { low = high }
    while low < high {
      let middle = (low + high) / 2
      if (slices[middle].firstEnd, slices[middle].lastEnd) < (firstEnd, lastEnd) {
        low = middle + 1
      } else {
        high = middle
      }
    }
    if low < slices.count, slices[low].firstEnd == firstEnd, slices[low].lastEnd == lastEnd { return slices[low].chain }
    let slice = Slice(firstEnd: firstEnd, lastEnd: lastEnd, chain: makeChain())
    slices.insert(slice, at: low)
    return slice.chain
  }

  /// Notes that all windows that the watermark has passed have fired.
  mutating func advance(to watermark: Int64) {
    if !isEmpty { nextEnd = max(nextEnd, firstOpenEnd(at: watermark, alignedTo: slices[front].firstEnd)) }
  }

  /// The end of the first window that a watermark has not passed.
  private func firstOpenEnd(at watermark: Int64, alignedTo end: Int64) -> Int64 {
    if watermark < end { return end - (end - watermark - 1) / period * period }
    return end + (watermark - end + period) / period * period
  }

  /// Takes the next window that is due; nil if none is.
  mutating func popDue(at watermark: Int64) -> Due? {
    if isEmpty { return nil }
    let end = nextFiring
    guard Window.isPassed(end - 1, by: watermark) else { return nil }
    // Slices on the stacks began with an earlier window.
    var last = max(front, stacks?.end ?? front)
    while last < slices.count, slices[last].firstEnd <= end { last += 1 }
    nextEnd = end + period
    return Due(window: Window(start: end - size, end: end), range: front..<last)
  }

  /// The slice at an index.
  subscript(index: Int) -> Slice { slices[index] }

  /// Takes the slices whose windows have all fired.
  mutating func popFinished() -> [Slice] {
    var finished: [Slice] = []
    while front < slices.count, slices[front].lastEnd < nextEnd {
      finished.append(slices[front])
      front += 1
    }
    if front > 32, front * 2 > slices.count {
      slices.removeFirst(front)
      stacks?.border -= front
      stacks?.end -= front
      front = 0
    }
    return finished
  }
}

// MARK: Stacks

extension WindowSlices {
  /// Begins two stacks, with all slices before `end` as older ones. `newer` is a chain without slots.
  mutating func beginStacks(newer: UInt32, upTo end: Int) {
    stacks = Stacks(newer: newer, border: end, end: end, lastEnd: Int64.min)
    for index in front..<end { setApart(index) }
  }

  /// Pushes the next slice before `end` onto the newer stack, or keeps it apart.
  /// - Returns: the slice; nil if there is none.
  mutating func pushNext(upTo end: Int) -> Slice? {
    guard let index = stacks?.end, index < end else { return nil }
    stacks?.end += 1
    setApart(index)
    return slices[index]
  }

  private mutating func setApart(_ index: Int) {
    guard let lastEnd = stacks?.lastEnd else { return }
    slices[index].isApart = slices[index].lastEnd < lastEnd
    if slices[index].isApart { stacks?.hasApart = true }
    stacks?.lastEnd = max(lastEnd, slices[index].lastEnd)
  }

  /// The first older slice that belongs to a window; it holds the sum of all those that do. Nil if none does.
  func topOfOlder(at end: Int64) -> Slice? {
    guard let border = stacks?.border, front < border else { return nil }
    return slices[front..<border].first { !$0.isApart && $0.lastEnd >= end }
  }

  /// The stacked slices in a range whose last window ends at `end` or later.
  func stacked(_ range: Range<Int>, from end: Int64) -> [Slice] {
    slices[range].filter { !$0.isApart && $0.lastEnd >= end }
  }

  /// Makes the newer slices the older ones. `newer` is a chain without slots.
  mutating func turnStacks(newer: UInt32) {
    guard let old = stacks else { return }
    stacks = Stacks(newer: newer, border: old.end, end: old.end, lastEnd: old.lastEnd, hasApart: old.hasApart)
  }

  /// Ends the stacks, so that each slice stands for itself.
  mutating func endStacks() { stacks = nil }
}
