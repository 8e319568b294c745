#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// The note that `joist up` leaves on a machine, for programs to find the broker that it has started.
///
/// A file of one line, the addresses, in `joist/kafka/bootstrap.servers` of the user's state folder: that of
/// `XDG_STATE_HOME`, else `~/.local/state`. It goes with the broker; one that was killed leaves it behind, but not the lock of
/// the file `process` beside it, which the system takes back with the process.
package struct RunningBroker: Sendable {
  /// The file's path.
  package let path: String

  /// The note of this user.
  package init() {
    let folder = Self.variable("XDG_STATE_HOME") ?? (Self.variable("HOME") ?? "") + "/.local/state"
    self.init(stateFolder: folder)
  }

  /// The note in a state folder.
  package init(stateFolder: String) { path = stateFolder + "/joist/kafka/bootstrap.servers" }

  /// The addresses of the broker that runs; nil where there is none.
  package var addresses: String? { isRunning ? noted : nil }

  /// Whether the broker that left the note was killed.
  package var wasKilled: Bool { noted != nil && !isRunning }

  /// What the note says.
  private var noted: String? {
    guard let file = fopen(path, "r") else { return nil }
    defer { fclose(file) }
    let line = withUnsafeTemporaryAllocation(of: CChar.self, capacity: 4096) { room in
      fgets(room.baseAddress, Int32(room.count), file).map { String(cString: $0) }
    }
    let text = line?.prefix { !$0.isNewline } ?? ""
    return text.isEmpty ? nil : String(text)
  }

  /// Whether a process holds the lock. It must not be asked in the broker's own process, which would lose the lock by it.
  private var isRunning: Bool {
    let folder = path.prefix(upTo: path.lastIndex(of: "/") ?? path.startIndex)
    let file = open(folder + "/process", O_RDWR | O_CLOEXEC)
    guard file >= 0 else { return false }
    defer { close(file) }
    var lock = flock()
    lock.l_type = Int16(F_WRLCK)
    lock.l_whence = Int16(SEEK_SET)
    return fcntl(file, F_GETLK, &lock) == 0 && lock.l_type != Int16(F_UNLCK)
  }

  private static func variable(_ name: String) -> String? {
    guard let value = getenv(name), value.pointee != 0 else { return nil }
    return String(cString: value)
  }
}
