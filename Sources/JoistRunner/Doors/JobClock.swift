/// The time that a job lives by: the door through which it comes in, so that tests bring their own.
package protocol JobClock: Sendable {
  /// Nanoseconds since some fixed moment; never goes back and never jumps with the calendar.
  var monotonicNanoseconds: Int64 { get }
  /// Processing time: milliseconds since the Unix epoch; never goes back.
  var processingTime: Int64 { get }
}
