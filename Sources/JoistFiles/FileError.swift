/// An error about a file that cannot be found, read or written.
public struct FileError: Error, Hashable, CustomStringConvertible {
  /// The path of the file or folder, or the pattern. Bytes that are not UTF-8 are shown as `\xE9`.
  public let path: String
  /// What went wrong, and what to do if that is not obvious.
  public let message: String

  /// Makes an error about a path.
  public init(path: String, message: String) {
    self.path = path
    self.message = message
  }

  /// Makes an error about a path.
  init(_ path: FilePath, _ message: String) { self.init(path: path.description, message: message) }

  /// The path and the message: `"path": message`.
  public var description: String { "\"\(path)\": \(message)" }
}
