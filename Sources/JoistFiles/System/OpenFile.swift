#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// An open file or folder; it is closed when nobody has it any more.
final class OpenFile: Sendable {
  /// How a file is opened.
  enum Mode {
    case reading
    /// For a file that is made, or emptied where it is there.
    case writing
    /// For something that is there and is written on after what it has.
    case appending
  }

  let path: FilePath
  private let descriptor: Int32

  /// Opens a file.
  /// - Throws: `FileError`.
  init(_ path: FilePath, for mode: Mode) throws {
    let (flags, problem) =
      switch mode {
      case .reading: (O_RDONLY, "cannot be opened for reading")
      case .writing: (O_WRONLY | O_CREAT | O_TRUNC, "cannot be made")
      case .appending: (O_WRONLY | O_APPEND, "cannot be opened for writing")
      }
    guard let opened = SystemCall.retrying({ open(path.cString, flags | O_CLOEXEC, 0o666) }) else {
      throw SystemCall.problem(path, problem)
    }
    self.path = path
    descriptor = opened
  }

  /// Takes a file that the program has open, at the place where it stands; closing this one leaves that one open.
  /// - Parameter path: what the author calls it.
  /// - Throws: `FileError` where no such file is open.
  init(sharing descriptor: Int32, as path: FilePath) throws {
    guard let shared = SystemCall.retrying({ fcntl(descriptor, F_DUPFD_CLOEXEC, 0) }) else {
      throw SystemCall.problem(path, "cannot be written")
    }
    self.path = path
    self.descriptor = shared
  }

  deinit { _ = close(descriptor) }

  /// What it is and how large.
  func status() throws -> FileStatus {
    guard let status = FileStatus.of(descriptor: descriptor) else {
      throw SystemCall.problem(path, "cannot be looked at")
    }
    return status
  }

  /// Reads from a place; fewer bytes than there is room for are read only at the end of the file.
  func read(into target: UnsafeMutableRawBufferPointer, at offset: Int64) throws -> Int {
    var count = 0
    while count < target.count {
      let rest = UnsafeMutableRawBufferPointer(rebasing: target[count...])
      let place = off_t(offset + Int64(count))
      guard let got = SystemCall.retrying({ pread(descriptor, rest.baseAddress, rest.count, place) }) else {
        throw SystemCall.problem(path, "cannot be read at byte \(place)")
      }
      if got == 0 { break }
      count += got
    }
    return count
  }

  /// Writes all bytes after those written before, and waits where the other end of a pipe has no room.
  func write(_ bytes: UnsafeRawBufferPointer) throws {
    var rest = bytes
    while !rest.isEmpty {
      if let done = SystemCall.retrying({ [rest] in Self.write(descriptor, rest) }) {
        rest = UnsafeRawBufferPointer(rebasing: rest[done...])
      } else if errno == EAGAIN {
        var room = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        _ = SystemCall.retrying { poll(&room, 1, -1) }
      } else {
        throw SystemCall.problem(path, "cannot be written")
      }
    }
  }

  private static func write(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
    #if canImport(Darwin)
      Darwin.write(descriptor, bytes.baseAddress, bytes.count)
    #elseif canImport(Musl)
      Musl.write(descriptor, bytes.baseAddress, bytes.count)
    #else
      Glibc.write(descriptor, bytes.baseAddress, bytes.count)
    #endif
  }

  /// Waits until what was written is on the disk; also for a folder, whose names then are.
  func synchronize() throws {
    guard SystemCall.retrying({ fsync(descriptor) }) != nil else {
      throw SystemCall.problem(path, "cannot be brought to the disk")
    }
  }

  /// Takes the lock of the file or folder, which is given back when it is closed; false where somebody has it, or where the
  /// file system knows no locks.
  func lock() -> Bool { flock(descriptor, LOCK_EX | LOCK_NB) == 0 }
}
