import Beam

extension Header {
  /// Returns the smallest timestamp of the first `count` elements, in milliseconds; `count` is at least 1.
  func minTime(_ count: Int) -> Int64 {
    guard let times else { return time }
    // Four independent minima, so that no comparison waits for the previous one.
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
