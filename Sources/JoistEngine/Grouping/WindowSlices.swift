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

  /// Takes the next window that has to fire; nil: none is due. All its slices are among those given, but not all of these
  /// are: see `Slice.lastEnd`.
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
