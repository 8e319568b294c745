import Foundation

/// The memory of this process, once it is warm.
struct MemoryWatch {
  /// Bytes when it was warm.
  private var warm: Int?
  /// The most bytes since.
  private var most = 0

  /// Looks at it now.
  mutating func look(isWarm: Bool) {
    guard isWarm else { return }
    let now = Self.resident
    warm = warm ?? now
    most = max(most, now)
  }

  /// Whether it was exceeded later by more than a tenth and 32 MB; also where nothing was seen.
  var hasGrown: Bool {
    guard let warm, warm > 0 else { return true }
    return most - warm > max(warm / 10, 32 << 20)
  }

  /// What the system says, in bytes; 0 where it does not.
  private static var resident: Int {
    let fields = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8))?.split(separator: " ") ?? []
    return fields.count > 1 ? (Int(fields[1]) ?? 0) * Int(sysconf(Int32(_SC_PAGESIZE))) : 0
  }
}

extension MemoryWatch: CustomStringConvertible {
  /// In megabytes.
  var description: String { "\((warm ?? 0) >> 20) MB after a quarter, at most \(most >> 20) MB from there on" }
}
