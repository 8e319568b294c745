/// A file that is being written in the parts folder.
final class PartFile {
  /// The file's name in the folder.
  let name: String
  private let path: FilePath
  private let lines: LineBuffer
  /// Records long elements; nil if the output has one file, so that the part is never cut.
  private let elements: LongElements.Writer?

  /// Creates the file.
  init(_ name: String, in folder: PartsFolder) throws {
    self.name = name
    path = try folder.path(name)
    lines = LineBuffer(before: try OpenFile(path, for: .writing))
    elements = folder.shards > 1 ? LongElements.Writer(ofPart: path) : nil
  }

  /// Writes an element and a line feed.
  @inline(__always) func write(_ element: String) throws {
    let units = element.utf8.span
    try elements?.add(units)
    try lines.append(units)
  }

  /// Writes the remaining lines.
  func finish() throws {
    try lines.flush()
    try elements?.finish()
  }

  /// Removes the file after its bundle has failed.
  func discard() {
    Folder.removeFile(path)
    elements?.discard()
  }
}
