/// Formats durations for people.
package enum ReadableDuration {
  /// `350 ms`, `1.2 s`, `2 m 03 s`, `1 h 02 m`, `3 d 04 h`.
  package static func text(milliseconds: Int64) -> String {
    let seconds = milliseconds / 1000
    switch milliseconds {
    case ..<1000: return "\(milliseconds) ms"
    case ..<60_000: return "\(seconds).\(milliseconds % 1000 / 100) s"
    case ..<3_600_000: return "\(seconds / 60) m \(twoDigits(seconds % 60)) s"
    case ..<86_400_000: return "\(seconds / 3600) h \(twoDigits(seconds / 60 % 60)) m"
    default: return "\(seconds / 86400) d \(twoDigits(seconds / 3600 % 24)) h"
    }
  }

  private static func twoDigits(_ value: Int64) -> String { value < 10 ? "0\(value)" : "\(value)" }
}
