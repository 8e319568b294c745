import Synchronization

/// Where the parts of an output are written before they are put in place: a hidden folder beside the target, on the same file
/// system, made when the job starts and removed when it ends, however it ends.
///
/// A job that was killed cannot remove its folder. So every job holds the lock of its own, and each that starts removes the
/// folders beside its target whose lock nobody holds.
package final class PartsFolder: Sendable {
  /// What is open while a job runs.
  private struct Opened {
    /// The folder itself, which holds its lock.
    let folder: OpenFile
    /// Folders above that were missing and were made, the uppermost first.
    let made: [String]
  }

  private static let prefix = ".joist-parts-"

  /// Where the output is to stand, as the author said.
  let target: String
  /// How many files it is to have.
  let shards: Int
  private let opened = Mutex<Opened?>(nil)
  private let parts = Atomic(0)

  /// Makes the plan of an output; nothing is touched yet.
  package init(target: String, shards: Int) {
    self.target = target
    self.shards = shards
  }

  // MARK: The job's start and end

  /// Makes the folder, and those above it that are missing.
  /// - Throws: `FileError` where the target cannot be written.
  package func open() throws {
    for path in outputs { try Self.checkTarget(path) }
    let (parent, _) = Folder.split(destination)
    let made = try Folder.make(parent)
    do {
      try Self.removeForsaken(in: parent)
      let folder = try Self.makeLocked(in: parent)
      opened.withLock { $0 = Opened(folder: folder, made: made) }
    } catch {
      made.reversed().forEach(Folder.removeEmpty)
      throw error
    }
  }

  /// Removes the folder with all that is left in it, and where the job failed the folders that were made for it.
  package func close(succeeded: Bool) {
    guard let opened = opened.withLock({ $0.take() }) else { return }
    Self.remove(opened.folder.path)
    if !succeeded { opened.made.reversed().forEach(Folder.removeEmpty) }
  }

  // MARK: Names

  /// The files of the output: the target itself, or `target-00000-of-00004` and so on.
  var outputs: [String] {
    if shards == 1 { return [destination] }
    return (0..<shards).map { "\(target)-\(Self.digits($0))-of-\(Self.digits(shards))" }
  }

  /// The target; where that is a symbolic link, the file that it leads to.
  private var destination: String { shards == 1 ? Folder.resolved(target) ?? target : target }

  /// A path in the folder.
  /// - Throws: `FileError` where the job has ended.
  func path(_ name: String) throws -> String {
    guard let folder = opened.withLock({ $0?.folder.path }) else {
      throw FileError(path: target, message: "cannot be written: the job has ended or was not begun")
    }
    return Folder.path(folder, name)
  }

  /// A name for a part that no other has; names stand in the order in which they were given.
  func nextPart() -> String { "part-\(Self.digits(parts.add(1, ordering: .relaxed).newValue, 10))" }

  /// A number in at least so many digits.
  private static func digits(_ number: Int, _ count: Int = 5) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, count - text.count)) + text
  }

  // MARK: Parts of it

  private static func checkTarget(_ path: String) throws {
    if path.isEmpty || path.hasSuffix("/") {
      throw FileError(path: path, message: "cannot be written: it names no file")
    }
    guard let status = try FileStatus.of(path), status.kind != .regular else { return }
    throw FileError(
      path: path,
      message: status.kind == .folder
        ? "cannot be written: it is a folder; name a file, \"\(Folder.path(path, "output"))\" say"
        : "cannot be written: it is a device or a pipe, not a file that can be put in place")
  }

  /// Makes a folder and takes its lock, before another job that starts takes it for forsaken.
  private static func makeLocked(in parent: String) throws -> OpenFile {
    for _ in 0..<10 {
      let name = prefix + String(UInt64.random(in: 0...UInt64.max), radix: 16)
      let path = Folder.path(parent, name)
      guard try !Folder.make(path).isEmpty else { continue }
      guard let folder = try? OpenFile(path, for: .reading) else { continue }
      _ = folder.lock()
      if try FileStatus.of(path) != nil { return folder }
    }
    throw FileError(path: parent, message: "no folder for the parts of an output can be made in it")
  }

  /// Removes what jobs have left that were killed.
  private static func removeForsaken(in parent: String) throws {
    for name in try Folder.names(in: parent) where name.hasPrefix(prefix) {
      let path = Folder.path(parent, name)
      if let folder = try? OpenFile(path, for: .reading), folder.lock() { remove(path) }
    }
  }

  private static func remove(_ folder: String) {
    for name in (try? Folder.names(in: folder)) ?? [] { Folder.removeFile(Folder.path(folder, name)) }
    Folder.removeEmpty(folder)
  }
}
