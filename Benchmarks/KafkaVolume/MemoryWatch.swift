import Foundation

/// Watches the memory of this process after a warm-up.
struct MemoryWatch {
  /// The bytes at the end of the warm-up.
  private var warm: Int?
  /// The most bytes since then.
  private var most = 0

  /// Measures the memory now.
  mutating func look(isWarm: Bool) {
    guard isWarm else { return }
    let now = Self.resident
    warm = warm ?? now
    most = max(most, now)
  }

  /// Whether the memory grew by more than a tenth plus 32 MB after the warm-up; true if nothing was measured.
  var hasGrown: Bool {
    guard let warm, warm > 0 else { return true }
    return most - warm > max(warm / 10, 32 << 20)
  }

  /// The resident memory in bytes; 0 if the system does not tell.
  private static var resident: Int {
    let fields = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8))?.split(separator: " ") ?? []
    return fields.count > 1 ? (Int(fields[1]) ?? 0) * Int(sysconf(Int32(_SC_PAGESIZE))) : 0
  }
}

extension MemoryWatch: CustomStringConvertible {
  /// The memory in megabytes.
  var description: String { "\((warm ?? 0) >> 20) MB after a quarter, at most \(most >> 20) MB after that" }
}
