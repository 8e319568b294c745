#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// A file that at most one process locks. The system releases the lock when that process ends for any reason.
///
/// Only a process that holds the lock may remove the file, since two processes could otherwise lock two files with one path. A process
/// that holds the lock must not open the file again: closing any of its descriptors releases the lock.
package struct LockFile: Sendable {
  /// What came of an attempt to take the lock.
  package enum Attempt: Sendable, Equatable {
    /// This process holds the lock until it closes the descriptor.
    case taken(descriptor: Int32)
    /// Another process holds it; 0 if that has ended meanwhile.
    case held(process: Int32)
    /// The file cannot be opened; the code is `errno`.
    case failed(code: Int32)
  }

  /// The path of the file.
  package let path: String

  /// Makes a value for the file at a path, which need not exist.
  package init(_ path: String) { self.path = path }

  /// Makes the file if it does not exist, and takes its lock.
  package func take() -> Attempt { take(O_CREAT) }

  /// Removes the file, unless a process holds its lock.
  package func removeIfFree() {
    guard case .taken(let descriptor) = take(0) else { return }
    unlink(path)
    close(descriptor)
  }

  private func take(_ creation: Int32) -> Attempt {
    while true {
      let file = open(path, O_RDWR | O_CLOEXEC | creation, 0o600)
      guard file >= 0 else { return .failed(code: errno) }
      var lock = flock()
      lock.l_type = Int16(F_WRLCK)
      lock.l_whence = Int16(SEEK_SET)
      guard fcntl(file, F_SETLK, &lock) == 0 else {
        let isKnown = fcntl(file, F_GETLK, &lock) == 0 && lock.l_type != Int16(F_UNLCK)
        close(file)
        return .held(process: isKnown ? lock.l_pid : 0)
      }
      if isStillThere(file) { return .taken(descriptor: file) }
      close(file)  // the lock's previous holder removed the file meanwhile
    }
  }

  /// Whether an open file is still the one at the path.
  private func isStillThere(_ file: Int32) -> Bool {
    var opened = stat()
    var current = stat()
    return fstat(file, &opened) == 0 && stat(path, &current) == 0 && opened.st_ino == current.st_ino
      && opened.st_dev == current.st_dev
  }
}
