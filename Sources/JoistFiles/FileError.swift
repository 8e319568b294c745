/// A file that could not be found, read or written.
public struct FileError: Error, Hashable, CustomStringConvertible {
  /// The file, the folder or the pattern. Bytes that are not UTF-8 are shown as `\xE9`.
  public let path: String
  /// What went wrong, and where it helps what to do.
  public let message: String

  /// Makes an error.
  public init(path: String, message: String) {
    self.path = path
    self.message = message
  }

  /// Makes an error.
  init(_ path: FilePath, _ message: String) { self.init(path: path.description, message: message) }

  /// `"path": message`.
  public var description: String { "\"\(path)\": \(message)" }
}
