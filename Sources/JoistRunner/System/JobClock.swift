/// The time that a job lives by: the door through which it comes in, so that tests bring their own.
package protocol JobClock: Sendable {
  /// Nanoseconds since some fixed moment; never goes back and never jumps with the calendar.
  var monotonicNanoseconds: Int64 { get }
  /// Processing time: milliseconds since the Unix epoch; never goes back.
  var processingTime: Int64 { get }
  /// Moves a clock that does not move by itself to a processing time; false: it moves by itself, so wait for it.
  func skip(to processingTime: Int64) -> Bool
}

extension JobClock {
  /// False.
  package func skip(to processingTime: Int64) -> Bool { false }
}
