import JoistKafka

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// The folder with the files of a user's running embedded broker: `bootstrap.servers` has its addresses, `control` is
/// its socket for the tool, and `process` is locked by its process.
///
/// A broker runs exactly while the file is locked: the system releases the lock when the process ends for any reason.
/// If the file is not locked, the contents of the folder are left over from a broker that was killed.
struct BrokerFolder: Sendable {
  /// The file from which programs read the addresses.
  let note: RunningBroker
  /// The path of the folder.
  let path: String

  /// The folder that contains the file of a note.
  init(_ note: RunningBroker = RunningBroker()) {
    self.note = note
    path = String(note.path.prefix(upTo: note.path.lastIndex(of: "/") ?? note.path.startIndex))
  }

  private var lockFile: String { path + "/process" }

  /// The process id of the running broker; nil if none runs.
  var runningProcess: Int32? { holder?.process }

  /// The lock's holder; nil if the file does not exist.
  var holder: LockHolder? { LockHolder(lockFile) }

  /// Creates the folder and takes the lock for the lifetime of this process.
  ///
  /// This process must not open the file again: closing any descriptor of it releases the lock.
  /// - Returns: false if another process holds the lock.
  /// - Throws: `BrokerFailure` if the folder or the file cannot be created.
  func lock() throws(BrokerFailure) -> Bool {
    try makeFolders()
    switch LockFile(lockFile).take() {
    case .taken: return true
    case .held: return false
    case .failed(let code):
      errno = code
      throw .system("\(lockFile) cannot be created")
    }
  }

  /// Writes the addresses atomically: a reader sees all of them or no file.
  /// - Throws: `BrokerFailure` if the file cannot be written.
  func publish(addresses: String) throws(BrokerFailure) {
    let new = note.path + ".new"
    guard let file = fopen(new, "w") else { throw .system("\(new) cannot be created") }
    let written = fputs(addresses + "\n", file) >= 0
    guard fclose(file) == 0, written, rename(new, note.path) == 0 else {
      throw .system("\(note.path) cannot be written")
    }
  }

  /// Removes the broker's files, the lock last, the unused locks of groups, and the folders if they are empty.
  func remove() {
    GroupLocks(of: note).removeUnused()
    ControlSocket(folder: path).remove()
    for file in [note.path, note.path + ".new", lockFile] { unlink(file) }
    rmdir(path)
    if let slash = path.lastIndex(of: "/") { rmdir(String(path[..<slash])) }
  }

  private func makeFolders() throws(BrokerFailure) {
    var end = path.startIndex
    while end != path.endIndex {
      end = path[path.index(after: end)...].firstIndex(of: "/") ?? path.endIndex
      let folder = String(path[..<end])
      guard mkdir(folder, 0o755) == 0 || errno == EEXIST else {
        throw .system("the folder \(folder) cannot be created")
      }
    }
  }
}

/// Tells which process holds the lock of a file, even after the file was removed.
final class LockHolder {
  private let file: Int32

  fileprivate init?(_ path: String) {
    file = open(path, O_RDWR | O_CLOEXEC)
    if file < 0 { return nil }
  }

  deinit { close(file) }

  /// The id of the process that holds the lock now; nil if none does.
  var process: Int32? {
    var lock = flock.ofWholeFile
    guard fcntl(file, F_GETLK, &lock) == 0, lock.l_type != Int16(F_UNLCK) else { return nil }
    return lock.l_pid
  }
}

extension flock {
  fileprivate static var ofWholeFile: flock {
    var lock = flock()
    lock.l_type = Int16(F_WRLCK)
    lock.l_whence = Int16(SEEK_SET)
    return lock
  }
}
