import Rows
import Testing

@testable import Beam

/// The windows of timestamps, including timestamps that only another SDK can produce.
@Suite struct WindowAssignmentTests {
  @Test(
    "Every timestamp has windows; one outside the global window has those of the nearest end",
    arguments: [
      WindowFn.global, .fixed(.seconds(10)), .fixed(.days(100_000_000)), .sliding(.seconds(60), every: .seconds(7)),
      .sliding(.days(106_000_000), every: .days(30_000_000)), .fixed(.seconds(10), offset: .seconds(-3)),
    ])
  func everyTimestamp(windowFn: WindowFn) {
    let assignment = WindowAssignment(windowFn)
    let (first, last) = (Timestamp.min.milliseconds, Timestamp.endOfGlobalWindow.milliseconds)
    for time in [Int64.min, first - 1, first, first + 1, -1, 0, last - 1, last, last + 1, last + 86_400_000, .max] {
      let (windows, sharedBy) = assignment.windows(of: time)
      #expect(!windows.isEmpty)
      let clamped = min(max(time, first), last)
      #expect(windows == assignment.windows(of: clamped).windows)
      #expect(sharedBy.contains(clamped))
      for window in windows {
        #expect(window.start.milliseconds <= clamped && clamped < window.end.milliseconds)
        #expect(window.maxTimestamp <= .endOfGlobalWindow)
      }
    }
  }
}
