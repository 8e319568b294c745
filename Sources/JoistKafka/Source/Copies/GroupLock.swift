#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// A lock on a group of an embedded broker, by which two jobs of one machine notice each other. The system releases it with the
/// process, however that ends.
///
/// An embedded broker listens on loopback, so all its clients are on this machine. It cannot describe groups.
final class GroupLock: Sendable {
  /// Another process holds the lock.
  struct Held: Error {
    let process: Int32
  }

  private let file: Int32

  /// Takes the lock; nil if the file cannot be made.
  /// - Throws: ``Held``.
  init?(group: String, brokers: String, folder: String = RunningBroker().stateFolder) throws(Held) {
    let groups = folder + "/joist/groups"
    for path in [folder, folder + "/joist", groups] { mkdir(path, 0o755) }
    let name = "\(brokers) \(group)".utf8.map { byte -> String in
      let isPlain = (48...57).contains(byte) || (97...122).contains(byte) || (65...90).contains(byte) || byte == 46
      return isPlain ? String(UnicodeScalar(byte)) : "_\(byte)"
    }
    file = open(groups + "/" + Self.fileName(name.joined()), O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard file >= 0 else { return nil }
    var lock = flock()
    lock.l_type = Int16(F_WRLCK)
    lock.l_whence = Int16(SEEK_SET)
    if fcntl(file, F_SETLK, &lock) == 0 { return }
    let isKnown = fcntl(file, F_GETLK, &lock) == 0 && lock.l_type != Int16(F_UNLCK)
    close(file)
    throw Held(process: isKnown ? lock.l_pid : 0)
  }

  deinit { close(file) }

  /// A name that a file can have: a long one is cut, and a checksum (FNV-1a) tells it from others.
  private static func fileName(_ name: String) -> String {
    guard name.utf8.count > 200 else { return name }
    let checksum = name.utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    return name.prefix(180) + String(checksum, radix: 16)
  }
}
