import Synchronization

/// The hidden folders in which the parts of an output are written. There is one in each folder of the output's files, so that
/// parts are on the same file system. They are made when the job starts and removed when it ends.
///
/// A job that is killed cannot remove its folders. Each job therefore holds locks on its folders, and a job that starts removes
/// the hidden folders next to its target that are not locked.
package final class PartsFolder: Sendable {
  /// The state while a job runs.
  private struct Opened {
    /// The files of the output, with all links followed.
    var files: [FilePath] = []
    /// The hidden folders, open and locked, by the folder that contains them.
    var hidden: [FilePath: OpenFile] = [:]
    /// The missing parent folders that were made, outermost first.
    var made: [FilePath] = []
  }

  private static let prefix = ".joist-parts-"

  /// The path of the output as the user wrote it.
  let target: String
  /// The number of files of the output.
  let shards: Int
  private let opened = Mutex<Opened?>(nil)
  private let parts = Atomic(0)

  /// Describes an output without making any file or folder.
  package init(target: String, shards: Int) {
    self.target = target
    self.shards = shards
  }

  // MARK: The job's start and end

  /// Makes the hidden folders and their missing parents.
  /// - Throws: `FileError` if the target cannot be written.
  package func open() throws {
    var new = Opened()
    do {
      new.files = try outputs.map(Self.file)
      for parent in new.files.map(\.folder) where new.hidden[parent] == nil {
        new.made += try Folder.make(parent)
        try Self.removeAbandoned(in: parent)
        new.hidden[parent] = try Self.makeLocked(in: parent)
      }
    } catch {
      Self.remove(new, succeeded: false)
      throw error
    }
    opened.withLock { [new] in $0 = new }
  }

  /// Removes the hidden folders and their contents and, if the job failed, the empty parent folders that `open` made.
  package func close(succeeded: Bool) {
    if let opened = opened.withLock({ $0.take() }) { Self.remove(opened, succeeded: succeeded) }
  }

  // MARK: Names

  /// The paths of the output's files as the user writes them: the target itself, or `target-00000-of-00004` and so on.
  var outputs: [String] {
    if shards == 1 { return [target] }
    return (0..<shards).map { "\(target)-\(Self.digits($0))-of-\(Self.digits(shards))" }
  }

  /// The files of the output, with all links followed.
  /// - Throws: `FileError` if the job has ended.
  func files() throws -> [FilePath] { try running().files }

  /// A path in a hidden folder.
  /// - Parameter file: the file of the output whose folder contains the hidden folder; by default the first.
  /// - Throws: `FileError` if the job has ended.
  func path(_ name: String, beside file: FilePath? = nil) throws -> FilePath {
    let opened = try running()
    guard let folder = opened.hidden[(file ?? opened.files[0]).folder] else { throw notRunning() }
    return folder.path.appending(name)
  }

  /// A unique name for a part. Names sort in the order in which they were returned.
  func nextPart() -> String { "part-\(Self.digits(parts.add(1, ordering: .relaxed).newValue, 10))" }

  /// A number with at least `count` digits.
  private static func digits(_ number: Int, _ count: Int = 5) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, count - text.count)) + text
  }

  // MARK: Helpers

  private func running() throws -> Opened {
    guard let opened = opened.withLock({ $0 }) else { throw notRunning() }
    return opened
  }

  private func notRunning() -> FileError {
    FileError(path: target, message: "cannot be written: the job has ended or has not started")
  }

  /// The file that a path refers to.
  private static func file(_ output: String) throws -> FilePath {
    guard case .file(let file) = try Destination(of: FilePath(fromUser: output)) else {
      throw FileError(
        path: output, message: "cannot be written: it is a device or a pipe, not a file that can be replaced")
    }
    return file
  }

  /// Makes a hidden folder and locks it. Another job may remove the folder before it is locked, so it tries several times.
  private static func makeLocked(in parent: FilePath) throws -> OpenFile {
    for _ in 0..<10 {
      let path = parent.appending(prefix + String(UInt64.random(in: 0...UInt64.max), radix: 16))
      guard try !Folder.make(path).isEmpty else { continue }
      guard let folder = try? OpenFile(path, for: .reading) else { continue }
      _ = folder.lock()
      if try FileStatus.of(path) != nil { return folder }
    }
    throw FileError(parent, "cannot contain an output: no folder for its parts can be made in it")
  }

  /// Removes the hidden folders of jobs that were killed.
  private static func removeAbandoned(in parent: FilePath) throws {
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
