#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// The file in which `joist up` records the addresses of the broker that it has started.
///
/// The file is `joist/kafka/bootstrap.servers` in the user's state folder: `XDG_STATE_HOME`, or `~/.local/state` by default.
/// The file has one line. The broker removes the file when it ends. If the broker is killed, the file remains, but the system
/// releases the broker's lock on the file `process` in the same folder.
package struct RunningBroker: Sendable {
  /// The user's state folder.
  let stateFolder: String
  /// The file's path.
  package let path: String

  /// The file of the current user.
  package init() {
    self.init(stateFolder: Self.variable("XDG_STATE_HOME") ?? (Self.variable("HOME") ?? "") + "/.local/state")
  }

  /// The file in a given state folder.
  package init(stateFolder: String) {
    self.stateFolder = stateFolder
    path = stateFolder + "/joist/kafka/bootstrap.servers"
  }

  /// The addresses of the running broker; nil: none is running.
  package var addresses: String? { isRunning ? recorded : nil }

  /// Whether the broker that wrote the file was killed.
  package var wasKilled: Bool { recorded != nil && !isRunning }

  /// The addresses in the file.
  private var recorded: String? {
    guard let file = fopen(path, "r") else { return nil }
    defer { fclose(file) }
    // SAFETY: `fgets` writes at most the buffer's size, including the final zero, and the text is copied inside the closure.
    let line = withUnsafeTemporaryAllocation(of: CChar.self, capacity: 4096) { buffer in
      fgets(buffer.baseAddress, Int32(buffer.count), file).map { String(cString: $0) }
    }
    let text = line?.prefix { !$0.isNewline } ?? ""
    return text.isEmpty ? nil : String(text)
  }

  /// Whether a process holds the lock. The broker's own process must not call this: closing the file would release its lock.
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
