import Glibc

/// A job's source of time. Tests replace it with a manual clock.
package protocol JobClock: Sendable {
  /// Nanoseconds since a fixed moment. It never goes back and does not follow changes of the calendar.
  var monotonicNanoseconds: Int64 { get }
  /// Processing time, in milliseconds since the Unix epoch. It never goes back.
  var processingTime: Int64 { get }
  /// Moves a manual clock to a processing time.
  /// - Returns: false if the clock moves by itself, so that the caller must wait.
  func skip(to processingTime: Int64) -> Bool
}

extension JobClock {
  /// Returns false, as a clock does that moves by itself.
  package func skip(to processingTime: Int64) -> Bool { false }

  /// Waits until a processing time, or for a part of the time until then, so that the caller can see whether to go on.
  func pause(until processingTime: Int64) {
    if skip(to: processingTime) { return }
    let milliseconds = min(max(processingTime - self.processingTime, 1), 50)
    usleep(useconds_t(milliseconds * 1000))
  }
}
