#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// The processors and memory that this machine, or the container around the process, offers.
package enum Machine {
  /// The number of processors that this process may use, at least 1.
  package static var processors: Int {
    let online = sysconf(Int32(_SC_NPROCESSORS_ONLN))
    let allowed = SystemFile.text(at: "/proc/self/status").flatMap(allowedProcessors(inStatus:))
    let limits = [allowed, ControlGroup(read: SystemFile.text).processorLimit].compactMap { $0 }
    return max(1, limits.reduce(online, min))
  }

  /// The memory that this process may use, in bytes: the physical memory or the control group's limit, whichever is less.
  package static var memory: Int {
    let physical = sysconf(Int32(_SC_PHYS_PAGES)) * sysconf(Int32(_SC_PAGESIZE))
    return ControlGroup(read: SystemFile.text).memoryLimit.map { min($0, physical) } ?? physical
  }

  /// The number of processors that the scheduler may run this process on (`taskset`, cpusets), from `/proc/self/status`.
  static func allowedProcessors(inStatus status: String) -> Int? {
    guard let line = status.split(separator: "\n").first(where: { $0.hasPrefix("Cpus_allowed:") }) else { return nil }
    let count = line.dropFirst("Cpus_allowed:".count).reduce(0) { $0 + ($1.hexDigitValue?.nonzeroBitCount ?? 0) }
    return count == 0 ? nil : count
  }
}
