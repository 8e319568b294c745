import Synchronization

/// Where the parts of an output are written before they are put in place: a hidden folder beside each file that is to be, on the
/// same file system, made when the job starts and removed when it ends, however it ends.
///
/// A job that was killed cannot remove its folders. So every job holds the locks of its own, and each that starts removes the
/// folders beside its target whose lock nobody holds.
package final class PartsFolder: Sendable {
  /// What is open while a job runs.
  private struct Opened {
    /// The files of the output, all links followed.
    var files: [FilePath] = []
    /// The hidden folder, which holds its lock, by the folder that it stands in.
    var hidden: [FilePath: OpenFile] = [:]
    /// Folders above that were missing and were made, the uppermost first.
    var made: [FilePath] = []
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

  /// Makes the folders, and those above them that are missing.
  /// - Throws: `FileError` where the target cannot be written.
  package func open() throws {
    var new = Opened()
    do {
      new.files = try outputs.map(Self.file)
      for parent in new.files.map(\.folder) where new.hidden[parent] == nil {
        new.made += try Folder.make(parent)
        try Self.removeForsaken(in: parent)
        new.hidden[parent] = try Self.makeLocked(in: parent)
      }
    } catch {
      Self.remove(new, succeeded: false)
      throw error
    }
    opened.withLock { [new] in $0 = new }
  }

  /// Removes the folders with all that is left in them, and where the job failed the folders that were made for them.
  package func close(succeeded: Bool) {
    if let opened = opened.withLock({ $0.take() }) { Self.remove(opened, succeeded: succeeded) }
  }

  // MARK: Names

  /// The files of the output as the author calls them: the target itself, or `target-00000-of-00004` and so on.
  var outputs: [String] {
    if shards == 1 { return [target] }
    return (0..<shards).map { "\(target)-\(Self.digits($0))-of-\(Self.digits(shards))" }
  }

  /// The files of the output, all links followed.
  /// - Throws: `FileError` where the job has ended.
  func files() throws -> [FilePath] { try running().files }

  /// A path in a hidden folder.
  /// - Parameter file: a file beside which the folder is to stand; by default the output's first.
  /// - Throws: `FileError` where the job has ended.
  func path(_ name: String, beside file: FilePath? = nil) throws -> FilePath {
    let opened = try running()
    guard let folder = opened.hidden[(file ?? opened.files[0]).folder] else { throw notRunning() }
    return folder.path.appending(name)
  }

  /// A name for a part that no other has; names stand in the order in which they were given.
  func nextPart() -> String { "part-\(Self.digits(parts.add(1, ordering: .relaxed).newValue, 10))" }

  /// A number in at least so many digits.
  private static func digits(_ number: Int, _ count: Int = 5) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, count - text.count)) + text
  }

  // MARK: Parts of it

  private func running() throws -> Opened {
    guard let opened = opened.withLock({ $0 }) else { throw notRunning() }
    return opened
  }

  private func notRunning() -> FileError {
    FileError(path: target, message: "cannot be written: the job has ended or was not begun")
  }

  /// The file that an output is.
  private static func file(_ output: String) throws -> FilePath {
    guard case .file(let file) = try Destination(of: FilePath(fromAuthor: output)) else {
      throw FileError(
        path: output, message: "cannot be written: it is a device or a pipe, not a file that can be put in place")
    }
    return file
  }

  /// Makes a folder and takes its lock, before another job that starts takes it for forsaken.
  private static func makeLocked(in parent: FilePath) throws -> OpenFile {
    for _ in 0..<10 {
      let path = parent.appending(prefix + String(UInt64.random(in: 0...UInt64.max), radix: 16))
      guard try !Folder.make(path).isEmpty else { continue }
      guard let folder = try? OpenFile(path, for: .reading) else { continue }
      _ = folder.lock()
      if try FileStatus.of(path) != nil { return folder }
    }
    throw FileError(parent, "no folder for the parts of an output can be made in it")
  }

  /// Removes what jobs have left that were killed.
  private static func removeForsaken(in parent: FilePath) throws {
    for name in try Folder.names(in: parent) where name.bytes.starts(with: prefix.utf8) {
      let path = parent.appending(name)
      if let folder = try? OpenFile(path, for: .reading), folder.lock() { remove(path) }
    }
  }

  private static func remove(_ opened: Opened, succeeded: Bool) {
    for folder in opened.hidden.values { remove(folder.path) }
    if !succeeded { opened.made.reversed().forEach(Folder.removeEmpty) }
  }

  private static func remove(_ folder: FilePath) {
    for name in (try? Folder.names(in: folder)) ?? [] { Folder.removeFile(folder.appending(name)) }
    Folder.removeEmpty(folder)
  }
}
