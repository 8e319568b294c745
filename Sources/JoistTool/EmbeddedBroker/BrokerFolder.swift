import JoistKafka

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// The folder in which the embedded broker of a user leaves what others must know of it, for as long as it runs:
/// `bootstrap.servers` with its addresses, which programs read, `control`, its door for the tool, and `process`, which its process has locked.
///
/// The lock tells whether the broker runs: the system gives it back when the process ends, whatever ended it. What lies in the
/// folder while nobody holds the lock is left over from a broker that was killed.
struct BrokerFolder: Sendable {
  /// Where programs look for the addresses.
  let note: RunningBroker
  /// The folder's path.
  let path: String

  /// The folder of a note.
  init(_ note: RunningBroker = RunningBroker()) {
    self.note = note
    path = String(note.path.prefix(upTo: note.path.lastIndex(of: "/") ?? note.path.startIndex))
  }

  private var lockFile: String { path + "/process" }

  /// The process of the broker that runs; nil where none does.
  var runningProcess: Int32? { holder?.process }

  /// A look at who holds the lock; nil where there is none.
  var holder: LockHolder? { LockHolder(lockFile) }

  /// Makes the folder, and takes the lock for the rest of this process's life; false where another process has it.
  ///
  /// The file must not be opened again in this process: closing it anywhere gives the lock back.
  /// - Throws: `BrokerFailure` where the folder or the file cannot be made.
  func lock() throws(BrokerFailure) -> Bool {
    try makeFolders()
    while true {
      let file = open(lockFile, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
      guard file >= 0 else { throw .system("\(lockFile) cannot be made") }
      var lock = flock.ofWholeFile
      guard fcntl(file, F_SETLK, &lock) == 0 else {
        close(file)
        return false
      }
      if isStillThere(file) { return true }
      close(file)  // a broker that ended has removed it in this moment
    }
  }

  /// Writes the addresses, so that whoever looks sees all of them or none.
  /// - Throws: `BrokerFailure` where the file cannot be written.
  func publish(addresses: String) throws(BrokerFailure) {
    let new = note.path + ".new"
    guard let file = fopen(new, "w") else { throw .system("\(new) cannot be made") }
    let written = fputs(addresses + "\n", file) >= 0
    guard fclose(file) == 0, written, rename(new, note.path) == 0 else {
      throw .system("\(note.path) cannot be written")
    }
  }

  /// Removes what a broker wrote, the lock last, and the folders if nothing else is in them.
  func remove() {
    BrokerDoor(folder: path).remove()
    for file in [note.path, note.path + ".new", lockFile] { unlink(file) }
    rmdir(path)
    if let slash = path.lastIndex(of: "/") { rmdir(String(path[..<slash])) }
  }

  private func makeFolders() throws(BrokerFailure) {
    var end = path.startIndex
    while end != path.endIndex {
      end = path[path.index(after: end)...].firstIndex(of: "/") ?? path.endIndex
      let folder = String(path[..<end])
      guard mkdir(folder, 0o755) == 0 || errno == EEXIST else { throw .system("the folder \(folder) cannot be made") }
    }
  }

  /// Whether an open file is the one that stands under the lock's name.
  private func isStillThere(_ file: Int32) -> Bool {
    var opened = stat()
    var standing = stat()
    return fstat(file, &opened) == 0 && stat(lockFile, &standing) == 0 && opened.st_ino == standing.st_ino
      && opened.st_dev == standing.st_dev
  }
}

/// Whoever holds the lock of a file, also when that has been removed.
final class LockHolder {
  private let file: Int32

  fileprivate init?(_ path: String) {
    file = open(path, O_RDWR | O_CLOEXEC)
    if file < 0 { return nil }
  }

  deinit { close(file) }

  /// The process that holds the lock now; nil where none does.
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
