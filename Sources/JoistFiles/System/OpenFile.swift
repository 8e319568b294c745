#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// An open file or folder, closed with its last reference.
final class OpenFile: Sendable {
  /// How to open a file.
  enum Mode {
    case reading
    /// Creates the file, or truncates it if it exists.
    case writing
    /// Opens an existing file to append to it.
    case appending
  }

  let path: FilePath
  private let descriptor: Int32

  /// Opens a file.
  /// - Throws: `FileError` if the system refuses.
  init(_ path: FilePath, for mode: Mode) throws {
    let (flags, problem) =
      switch mode {
      case .reading: (O_RDONLY, "cannot be opened for reading")
      case .writing: (O_WRONLY | O_CREAT | O_TRUNC, "cannot be created")
      case .appending: (O_WRONLY | O_APPEND, "cannot be opened for writing")
      }
    guard let opened = SystemCall.retrying({ open(path.cString, flags | O_CLOEXEC, 0o666) }) else {
      throw SystemCall.problem(path, problem)
    }
    self.path = path
    descriptor = opened
  }

  /// Duplicates a file descriptor of the program, which shares its offset. The original stays open when this object closes its
  /// copy.
  /// - Parameter path: the path as the user wrote it.
  /// - Throws: `FileError` if the descriptor is not open.
  init(sharing descriptor: Int32, as path: FilePath) throws {
    guard let shared = SystemCall.retrying({ fcntl(descriptor, F_DUPFD_CLOEXEC, 0) }) else {
      throw SystemCall.problem(path, "cannot be written")
    }
    self.path = path
    self.descriptor = shared
  }

  deinit { _ = close(descriptor) }

  /// The kind and size of the file.
  func status() throws -> FileStatus {
    guard let status = FileStatus.of(descriptor: descriptor) else {
      throw SystemCall.problem(path, "cannot be accessed")
    }
    return status
  }

  /// Reads from an offset until the buffer is full or the file ends.
  /// - Returns: the number of bytes that were read.
  // SAFETY: `pread` writes at most `rest.count` bytes into the rest of the caller's buffer.
  func read(into target: UnsafeMutableRawBufferPointer, at offset: Int64) throws -> Int {
    var count = 0
    while count < target.count {
      let rest = UnsafeMutableRawBufferPointer(rebasing: target[count...])
      let position = off_t(offset + Int64(count))
      guard let got = SystemCall.retrying({ pread(descriptor, rest.baseAddress, rest.count, position) }) else {
        throw SystemCall.problem(path, "cannot be read at byte \(position)")
      }
      if got == 0 { break }
      count += got
    }
    return count
  }

  /// Writes all bytes at the current offset. Blocks while a pipe is full.
  // SAFETY: the caller keeps the bytes alive during the call, and `write` reads at most `rest.count` of them.
  func write(_ bytes: UnsafeRawBufferPointer) throws {
    var rest = bytes
    while !rest.isEmpty {
      if let done = SystemCall.retrying({ [rest] in Self.write(descriptor, rest) }) {
        rest = UnsafeRawBufferPointer(rebasing: rest[done...])
      } else if errno == EAGAIN {
        var request = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        _ = SystemCall.retrying { poll(&request, 1, -1) }
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

  /// Waits until the written data is on the disk; for a folder, until its entries are.
  func synchronize() throws {
    guard SystemCall.retrying({ fsync(descriptor) }) != nil else {
      throw SystemCall.problem(path, "cannot be flushed to the disk")
    }
  }

  /// Takes the lock of the file or folder, which is released when it is closed.
  /// - Returns: false if another process has the lock, or the file system does not support locks.
  func lock() -> Bool { flock(descriptor, LOCK_EX | LOCK_NB) == 0 }
}
