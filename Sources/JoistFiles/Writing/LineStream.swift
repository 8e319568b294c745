import Synchronization

/// A device, a pipe or an open file that lines are written to while the job runs. Lines of several threads, and of several steps
/// that write to the same, do not mix.
final class LineStream: ByteOutput, Sendable {
  private let destination: Destination
  /// What the author calls it.
  private let path: FilePath
  private let opened = Mutex<Opened?>(nil)

  /// What is open while a job runs.
  private struct Opened {
    let file: OpenFile
    /// The turn to write.
    let turn: Turn
  }

  /// Makes the plan of an output; nothing is touched yet.
  init(to destination: Destination, as path: FilePath) {
    self.destination = destination
    self.path = path
  }

  /// Opens it. A named pipe waits for its reader, as it does for every program.
  /// - Throws: `FileError` where it cannot be written.
  func open() throws {
    let file =
      switch destination {
      case .descriptor(let descriptor): try OpenFile(sharing: descriptor, as: path)
      case .device(let path), .file(let path): try OpenFile(path, for: .appending)
      }
    let turn = Turn.of(try file.status().identity)
    opened.withLock { $0 = Opened(file: file, turn: turn) }
  }

  func close() { opened.withLock { $0 = nil } }

  /// Writes whole lines.
  /// - Throws: `FileError` where that fails, or where the job has ended.
  func write(_ lines: UnsafeRawBufferPointer) throws {
    guard let opened = opened.withLock({ $0 }) else {
      throw FileError(path, "cannot be written: the job has ended or was not begun")
    }
    try opened.turn.take { try opened.file.write(lines) }
  }
}

/// The right to write to something: one has it at a time, by whatever names it was opened.
private final class Turn: Sendable {
  private struct Weak { weak var turn: Turn? }
  private static let all = Mutex<[FileStatus.Identity: Weak]>([:])

  private let mutex = Mutex(())

  static func of(_ identity: FileStatus.Identity) -> Turn {
    all.withLock { all in
      if let turn = all[identity]?.turn { return turn }
      let turn = Turn()
      all = all.filter { $0.value.turn != nil }
      all[identity] = Weak(turn: turn)
      return turn
    }
  }

  func take(_ body: () throws -> Void) throws { try mutex.withLock { _ in try body() } }
}
