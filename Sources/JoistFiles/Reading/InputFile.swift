/// Opens files for reading.
enum InputFile {
  /// Opens a file for reading.
  /// - Throws: `FileError` if the file is missing or may not be read, or if it is not a regular file.
  static func open(_ path: FilePath) throws -> OpenFile {
    // Check the kind before opening: opening a pipe would wait for its writer.
    guard let status = try FileStatus.of(path) else { throw FileError(path, "no such file") }
    switch status.kind {
    case .regular: return try OpenFile(path, for: .reading)
    case .folder: throw FileError(path, "is a folder, not a file")
    case .link, .other:
      throw FileError(path, "is a device or a pipe, which cannot be read in parts; write its output to a file first")
    }
  }

  /// The size of a file, in bytes.
  static func size(of path: FilePath) throws -> Int64 { try open(path).status().size }
}
