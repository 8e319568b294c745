#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// The memory of this process.
enum ProcessMemory {
  /// The resident memory in bytes; 0 if the system does not tell.
  static var resident: Int {
    guard let file = fopen("/proc/self/statm", "r") else { return 0 }
    defer { fclose(file) }
    var text = [CChar](repeating: 0, count: 256)
    guard fgets(&text, Int32(text.count), file) != nil else { return 0 }
    let bytes = text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    let fields = String(decoding: bytes, as: UTF8.self).split(separator: " ")
    return fields.count > 1 ? (Int(fields[1]) ?? 0) * Int(sysconf(Int32(_SC_PAGESIZE))) : 0
  }
}

/// Sleeps for a second.
enum Pause {
  static func oneSecond() { sleep(1) }
}
