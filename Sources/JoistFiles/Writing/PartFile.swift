/// A file that is being written in the parts folder, through a buffer.
final class PartFile {
  /// Bytes that are written at a time.
  private static let chunk = 256 << 10

  /// Its name in the folder.
  let name: String
  private let path: String
  private var file: OpenFile?
  private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: PartFile.chunk, alignment: 1)
  private var filled = 0

  /// Makes the file.
  init(_ name: String, in folder: PartsFolder) throws {
    self.name = name
    path = try folder.path(name)
    file = try OpenFile(path, for: .writing)
  }

  deinit { buffer.deallocate() }

  /// Writes a line and a line feed.
  @inline(__always) func write(_ line: String) throws {
    let units = line.utf8.span
    let count = units.count
    if filled + count >= buffer.count { return try writeLong(line) }
    units.withUnsafeBytes { UnsafeMutableRawBufferPointer(rebasing: buffer[filled...]).copyMemory(from: $0) }
    buffer[filled + count] = UInt8(ascii: "\n")
    filled += count + 1
  }

  /// A line for which the buffer has no room left.
  @inline(never) private func writeLong(_ line: String) throws {
    try flush()
    if line.utf8.count < buffer.count { return try write(line) }
    try line.utf8.span.withUnsafeBytes { try file?.write($0) }
    buffer[0] = UInt8(ascii: "\n")
    filled = 1
  }

  /// Writes what the buffer holds and closes the file.
  func finish() throws {
    try flush()
    file = nil
  }

  /// Removes the file: its bundle has failed.
  func discard() {
    file = nil
    Folder.removeFile(path)
  }

  private func flush() throws {
    try file?.write(UnsafeRawBufferPointer(rebasing: buffer[..<filled]))
    filled = 0
  }
}
