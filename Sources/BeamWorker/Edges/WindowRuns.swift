import Beam
import Rows

/// Cuts a batch into runs of elements with the same windows.
enum WindowRuns {
  /// Calls `body` with each run: where it starts, how long it is, its windows, its smallest timestamp.
  static func forEach(
    _ count: Int, _ header: Header, _ scope: BundleScope,
    _ body: (_ start: Int, _ count: Int, _ windows: [IntervalWindow], _ minTime: Int64) throws -> Void
  ) throws {
    var start = 0
    while start < count {
      var end = count
      let context = header.context(at: start)
      if let column = header.contexts {
        end = start + 1
        while end < count, column[end] == context { end += 1 }
      }
      try body(start, end - start, scope.contexts[context].windows, minTime(of: header, start..<end))
      start = end
    }
  }

  /// The smallest timestamp of some elements.
  static func minTime(of header: Header, _ places: Range<Int>) -> Int64 {
    guard let times = header.times else { return header.time }
    return smallest(times + places.lowerBound, places.count)
  }

  /// The smallest of some timestamps; four at a time, so that none waits for the one before.
  private static func smallest(_ times: UnsafePointer<Int64>, _ count: Int) -> Int64 {
    var (a, b, c, d) = (times[0], times[0], times[0], times[0])
    var i = 0
    while i &+ 4 <= count {
      a = min(a, times[i])
      b = min(b, times[i &+ 1])
      c = min(c, times[i &+ 2])
      d = min(d, times[i &+ 3])
      i &+= 4
    }
    while i < count {
      a = min(a, times[i])
      i &+= 1
    }
    return min(min(a, b), min(c, d))
  }
}
