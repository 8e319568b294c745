import JoistPlan

/// The slices of sliding windows: each holds once what belongs to the same windows, and a window is the sum of its slices.
///
/// Only windows of one length, one period apart, can be sliced; a slice is known by its first window and how many it has.
struct WindowSlices {
  /// What belongs to the same windows.
  struct Slice {
    /// The end of the first window that it belongs to.
    let firstEnd: Int64
    /// The end of the last one.
    let lastEnd: Int64
    /// Its chain in the shared table.
    let chain: UInt32
  }

  private var size: Int64 = 0
  private var period: Int64 = 0
  /// By first window, then by last.
  private var slices: [Slice] = []
  /// The slices before this one are gone.
  private var front = 0
  /// The end of the next window that fires; the windows before it have.
  private var nextEnd = Int64.min

  /// Whether nothing is held.
  var isEmpty: Bool { front == slices.count }

  /// How many windows hold something.
  var windowCount: Int {
    guard let last = slices.last, front < slices.count else { return 0 }
    return Int((last.lastEnd - nextFiring) / period) + 1
  }

  /// The end of the next window that fires and holds something.
  private var nextFiring: Int64 { max(nextEnd, slices[front].firstEnd) }

  /// The last moment of the next window to fire; nil: nothing is held.
  var hold: Int64? { isEmpty ? nil : nextFiring - 1 }

  /// Whether a set of windows can be a slice beside those that are held.
  mutating func accepts(_ windows: [Window]) -> Bool {
    let (size, period) = (windows[0].end &- windows[0].start, windows[1].start &- windows[0].start)
    if !isEmpty && (size != self.size || period != self.period) { return false }
    guard period > 0, size > period else { return false }
    for index in windows.indices {
      let window = windows[index]
      if !window.encoded.isEmpty || window.end &- window.start != size { return false }
      if index > 0, window.start &- windows[index - 1].start != period { return false }
    }
    if !isEmpty, (windows[0].end &- slices[front].firstEnd) % period != 0 { return false }
    if isEmpty {
      self.size = size
      self.period = period
    }
    return true
  }

  /// The chain of a set of windows that `accepts` has taken; made if it is new.
  /// - Parameter firstOpen: the end of the first of them that has not fired.
  mutating func chain(of windows: [Window], firstOpen: Int64, makeChain: () -> UInt32) -> UInt32 {
    let firstEnd = windows[0].end
    let lastEnd = windows[windows.count - 1].end
    if isEmpty { nextEnd = firstOpen }
    var low = front
    var high = slices.count
    if let last = slices.last, front < high, (last.firstEnd, last.lastEnd) < (firstEnd, lastEnd) { low = high }
    while low < high {
      let middle = (low + high) / 2
      if (slices[middle].firstEnd, slices[middle].lastEnd) < (firstEnd, lastEnd) { low = middle + 1 } else { high = middle }
    }
    if low < slices.count, slices[low].firstEnd == firstEnd, slices[low].lastEnd == lastEnd { return slices[low].chain }
    // A window before those that were held may still be open.
    nextEnd = min(nextEnd, firstOpen)
    let slice = Slice(firstEnd: firstEnd, lastEnd: lastEnd, chain: makeChain())
    slices.insert(slice, at: low)
    return slice.chain
  }

  /// Takes the next window that has to fire, with its slices; nil: none is due.
  mutating func popDue(at watermark: Int64) -> (window: Window, slices: ArraySlice<Slice>)? {
    if isEmpty { return nil }
    let end = nextFiring
    guard Window.isPassed(end - 1, by: watermark) else { return nil }
    var last = front
    while last < slices.count, slices[last].firstEnd <= end { last += 1 }
    nextEnd = end + period
    return (Window(start: end - size, end: end), slices[front..<last])
  }

  /// Takes the slices out all of whose windows have fired.
  mutating func popFinished() -> [Slice] {
    var finished: [Slice] = []
    while front < slices.count, slices[front].lastEnd < nextEnd {
      finished.append(slices[front])
      front += 1
    }
    if front > 32, front * 2 > slices.count {
      slices.removeFirst(front)
      front = 0
    }
    return finished
  }
}
