import Synchronization

/// A device, a pipe or an open file to which lines are written while the job runs. Lines are never interleaved, even if several
/// threads or steps write to the same output.
final class LineStream: ByteOutput, Sendable {
  private let destination: Destination
  /// The path as the user wrote it.
  private let path: FilePath
  private let opened = Mutex<Opened?>(nil)

  /// The output while a job runs.
  private struct Opened {
    let file: OpenFile
    let lock: WriteLock
  }

  /// Describes an output without opening it.
  init(to destination: Destination, as path: FilePath) {
    self.destination = destination
    self.path = path
  }

  /// Opens the output. Opening a named pipe waits for its reader.
  /// - Throws: `FileError` if the output cannot be written.
  func open() throws {
    let file =
      switch destination {
      case .descriptor(let descriptor): try OpenFile(sharing: descriptor, as: path)
      case .device(let path), .file(let path): try OpenFile(path, for: .appending)
      }
    let lock = WriteLock.of(try file.status().identity)
    opened.withLock { $0 = Opened(file: file, lock: lock) }
  }

  func close() { opened.withLock { $0 = nil } }

  /// Writes whole lines.
  /// - Throws: `FileError` if that fails or the job has ended.
  func write(_ lines: UnsafeRawBufferPointer) throws {
    guard let opened = opened.withLock({ $0 }) else {
      throw FileError(path, "cannot be written: the job has ended or has not started")
    }
    try opened.lock.withLock { try opened.file.write(lines) }
  }
}

/// A lock for writing to one output, shared by all streams of the process that have the output open under any path.
private final class WriteLock: Sendable {
  private struct Weak { weak var lock: WriteLock? }
  private static let all = Mutex<[FileStatus.Identity: Weak]>([:])

  private let mutex = Mutex(())

  static func of(_ identity: FileStatus.Identity) -> WriteLock {
    all.withLock { all in
      if let lock = all[identity]?.lock { return lock }
      let lock = WriteLock()
      all = all.filter { $0.value.lock != nil }
      all[identity] = Weak(lock: lock)
      return lock
    }
  }

  func withLock(_ body: () throws -> Void) throws { try mutex.withLock { _ in try body() } }
}
