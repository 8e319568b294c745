/// Files as input.
enum InputFile {
  /// Opens a file for reading.
  /// - Throws: `FileError` where it is missing, may not be read, or is nothing that has a size and places.
  static func open(_ path: FilePath) throws -> OpenFile {
    // Looked at before it is opened: opening a pipe would wait for its writer.
    guard let status = try FileStatus.of(path) else { throw FileError(path, "no such file") }
    switch status.kind {
    case .regular: return try OpenFile(path, for: .reading)
    case .folder: throw FileError(path, "is a folder, not a file")
    case .link, .other:
      throw FileError(path, "is a device or a pipe, which cannot be read in parts; write what it gives to a file first")
    }
  }

  /// How many bytes a file has.
  static func size(of path: FilePath) throws -> Int64 { try open(path).status().size }
}
