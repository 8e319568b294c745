import JoistPlan

/// The slices of sliding windows: each holds once what belongs to the same windows, and a window is the sum of its slices.
///
/// Only windows of one length, one period apart, can be sliced; a slice is known by its first window and how many it has.
///
/// Where a window has many slices, these are kept as two stacks: each older slice holds the sum of itself and of the older slices
/// after it, and one chain holds the sum of the newer ones. A window is then the sum of two chains, and each slice is merged
/// twice, however many windows it belongs to. Slices that end before an older one stand apart, and are added by themselves.
struct WindowSlices {
  /// What belongs to the same windows.
  struct Slice {
    /// The end of the first window that it belongs to.
    let firstEnd: Int64
    /// The end of the last one.
    let lastEnd: Int64
    /// Its chain in the shared table.
    let chain: UInt32
    /// Whether it ends before an older slice, hence belongs to no stack.
    fileprivate(set) var isApart = false
  }

  private var size: Int64 = 0
  private var period: Int64 = 0
  /// By first window, then by last.
  private var slices: [Slice] = []
  /// The slices before this one are gone.
  private var front = 0
  /// The two stacks, where there are such.
  private(set) var stacks: Stacks?
  /// The end of the next window that fires; the windows before it have.
  private var nextEnd = Int64.min

  /// A window that has to fire.
  struct Due {
    let window: Window
    /// Where its slices are. Slices at these places that end before the window do not belong to it.
    let range: Range<Int>
  }

  /// How the slices are stacked that belong to a window that has fired. No record comes to them any more.
  struct Stacks {
    /// The chain that sums the newer slices.
    let newer: UInt32
    /// The older slices end at this place, the newer ones begin there.
    fileprivate(set) var border: Int
    /// The newer slices end at this place.
    fileprivate(set) var end: Int
    /// The end of the last window of all of them.
    fileprivate(set) var lastEnd: Int64
    /// Whether any slice stands apart.
    fileprivate(set) var hasApart = false
  }

  /// Whether nothing is held.
  var isEmpty: Bool { front == slices.count }

  /// How many windows there are from the next one to the last, about.
  var windowCount: Int {
    guard let last = slices.last, front < slices.count else { return 0 }
    return Int(max(last.lastEnd - nextFiring, 0) / period) + 1
  }

  /// The end of the next window that fires and holds something.
  private var nextFiring: Int64 { max(nextEnd, slices[front].firstEnd) }

  /// The last moment of the next window to fire; nil: nothing is held.
  var hold: Int64? { isEmpty ? nil : nextFiring - 1 }

  /// Whether a set of windows can be a slice beside those that are held; of one window only if some are.
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

  /// The chain of a set of windows that `accepts` has taken; made if it is new.
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

  /// Notes that all windows have fired that the watermark has passed.
  mutating func advance(to watermark: Int64) {
    if !isEmpty { nextEnd = max(nextEnd, firstOpenEnd(at: watermark, alignedTo: slices[front].firstEnd)) }
  }

  /// The end of the first window that a watermark has not passed.
  private func firstOpenEnd(at watermark: Int64, alignedTo end: Int64) -> Int64 {
    if watermark < end { return end - (end - watermark - 1) / period * period }
    return end + (watermark - end + period) / period * period
  }

  /// Takes the next window that has to fire; nil: none is due.
  mutating func popDue(at watermark: Int64) -> Due? {
    if isEmpty { return nil }
    let end = nextFiring
    guard Window.isPassed(end - 1, by: watermark) else { return nil }
    // Those on the stacks belong to windows before it.
    var last = max(front, stacks?.end ?? front)
    while last < slices.count, slices[last].firstEnd <= end { last += 1 }
    nextEnd = end + period
    return Due(window: Window(start: end - size, end: end), range: front..<last)
  }

  /// The slice at a place.
  subscript(index: Int) -> Slice { slices[index] }

  /// Takes the slices out all of whose windows have fired.
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
  /// Begins two stacks with the slices before a place, all of them older ones; `newer` is a chain without slots.
  mutating func beginStacks(newer: UInt32, upTo end: Int) {
    stacks = Stacks(newer: newer, border: end, end: end, lastEnd: Int64.min)
    for index in front..<end { setApart(index) }
  }

  /// Puts the next slice before a place on the newer stack, or apart.
  /// - Returns: the slice; nil: there is none.
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

  /// The first of the older slices that belongs to a window, which holds what all of them hold; nil: none does.
  func topOfOlder(at end: Int64) -> Slice? {
    guard let border = stacks?.border, front < border else { return nil }
    return slices[front..<border].first { !$0.isApart && $0.lastEnd >= end }
  }

  /// The stacked slices at these places whose last window ends at this moment or later.
  func stacked(_ range: Range<Int>, from end: Int64) -> [Slice] {
    slices[range].filter { !$0.isApart && $0.lastEnd >= end }
  }

  /// Makes the newer slices older ones; `newer` is a chain without slots.
  mutating func turnStacks(newer: UInt32) {
    guard let old = stacks else { return }
    stacks = Stacks(newer: newer, border: old.end, end: old.end, lastEnd: old.lastEnd, hasApart: old.hasApart)
  }

  /// From here on each slice stands for itself.
  mutating func endStacks() { stacks = nil }
}
