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
  }

  let path: String
  private let descriptor: Int32

  /// Opens a file.
  /// - Throws: `FileError`.
  init(_ path: String, for mode: Mode) throws {
    let flags: Int32 =
      switch mode {
      case .reading: O_RDONLY | O_CLOEXEC
      case .writing: O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC
      }
    guard let opened = SystemCall.retrying({ open(path, flags, 0o666) }) else {
      throw SystemCall.problem(path, mode == .reading ? "cannot be opened for reading" : "cannot be made")
    }
    self.path = path
    descriptor = opened
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

  /// Writes all bytes behind those written before.
  func write(_ bytes: UnsafeRawBufferPointer) throws {
    var rest = bytes
    while !rest.isEmpty {
      guard let done = SystemCall.retrying({ [rest] in Self.write(descriptor, rest) }) else {
        throw SystemCall.problem(path, "cannot be written")
      }
      rest = UnsafeRawBufferPointer(rebasing: rest[done...])
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
