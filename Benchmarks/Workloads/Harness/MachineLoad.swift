import Foundation

/// Measures how much of the processors other processes use, from its creation on.
struct MachineLoad {
  private let wall = ProcessInfo.processInfo.systemUptime
  private let busy = Self.busySeconds()
  private let own = Self.ownSeconds()

  /// The share of all processors used by other processes, from 0 to 1; nil if the system does not tell.
  var shareOfOthers: Double? {
    guard let before = busy, let now = Self.busySeconds() else { return nil }
    let elapsed = ProcessInfo.processInfo.systemUptime - wall
    let processors = Double(ProcessInfo.processInfo.activeProcessorCount)
    return max(0, (now - before) - (Self.ownSeconds() - own)) / (elapsed * processors)
  }

  /// The busy time of all processors since the system started, in seconds.
  private static func busySeconds() -> Double? {
    guard let text = try? String(contentsOfFile: "/proc/stat", encoding: .utf8),
      let line = text.split(separator: "\n").first
    else { return nil }
    // cpu user nice system idle iowait irq softirq steal …
    let ticks = line.split(separator: " ").dropFirst().compactMap { Double($0) }
    guard ticks.count >= 7 else { return nil }
    return (ticks[0] + ticks[1] + ticks[2] + ticks[5] + ticks[6]) / ticksPerSecond
  }

  /// The processor time of this process and of its children that have ended, in seconds.
  private static func ownSeconds() -> Double {
    var used = tms()
    times(&used)
    return Double(used.tms_utime + used.tms_stime + used.tms_cutime + used.tms_cstime) / ticksPerSecond
  }

  private static var ticksPerSecond: Double { Double(sysconf(Int32(_SC_CLK_TCK))) }
}
