/// Makes the files of an output from its parts and gives them their final names.
struct Assembly {
  /// The number of bytes that are copied at a time.
  private static let chunk = 1 << 20

  private let folder: PartsFolder
  private let parts: [(path: FilePath, size: Int64)]

  /// Finds the parts, sorted by name, which is the order in which they were begun.
  init(of names: some Sequence<String>, in folder: PartsFolder) throws {
    self.folder = folder
    parts = try names.sorted().map {
      let path = try folder.path($0)
      return (path, try InputFile.size(of: path))
    }
  }

  /// Makes all files in the hidden folders, then renames them one after another. The parts stay, so it can be repeated.
  func install() throws {
    let files = try folder.files()
    let shards = try files.enumerated().map { try shard($0.offset, for: $0.element) }
    for (shard, file) in zip(shards, files) {
      let kind = try FileStatus.of(link: file)?.kind
      guard kind == nil || kind == .regular else {
        throw FileError(file, "cannot be replaced: while the job ran, it became something other than a file")
      }
      try Folder.rename(shard, to: file)
    }
    for folder in Set(files.map(\.folder)) { try OpenFile(folder, for: .reading).synchronize() }
  }

  /// Makes one file of the output in the hidden folder.
  private func shard(_ number: Int, for file: FilePath) throws -> FilePath {
    let path = try folder.path("shard-\(number)", beside: file)
    Folder.removeFile(path)
    if folder.shards == 1, parts.count == 1, Folder.link(parts[0].path, as: path) {
      try OpenFile(path, for: .reading).synchronize()
      return path
    }
    let output = try OpenFile(path, for: .writing)
    try copy(from: try cut(number), to: try cut(number + 1), into: output)
    try output.synchronize()
    return path
  }

  /// A position in the parts.
  private struct Position {
    /// The index of the part.
    var part: Int
    /// The offset in the part, in bytes.
    var offset: Int64
  }

  /// Where a file begins. All files have the same size, up to one element.
  private func cut(_ number: Int) throws -> Position {
    let total = parts.reduce(0) { $0 + $1.size }
    let (shards, number) = (Int64(folder.shards), Int64(number))
    var offset = total / shards * number + total % shards * number / shards
    for (index, part) in parts.enumerated() {
      if offset < part.size {
        let reader = LineReader(chunk: 1 << 16)
        try reader.open(part.path, from: offset, to: part.size)
        let start = try LongElements(ofPart: part.path)?.cut(at: reader.position) ?? reader.position
        return start < part.size ? Position(part: index, offset: start) : Position(part: index + 1, offset: 0)
      }
      offset -= part.size
    }
    return Position(part: parts.count, offset: 0)
  }

  private func copy(from start: Position, to end: Position, into file: OpenFile) throws {
    // SAFETY: the buffer lives until the end of this function, and all slices are within it: `wanted` and `got` are at most
    // its size.
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.chunk, alignment: 1)
    defer { buffer.deallocate() }
    var position = start
    while position.part < parts.count, position.part <= end.part {
      let part = parts[position.part]
      let input = try InputFile.open(part.path)
      let last = position.part == end.part ? end.offset : part.size
      while position.offset < last {
        let wanted = min(Int64(buffer.count), last - position.offset)
        let got = try input.read(
          into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<Int(wanted)]), at: position.offset)
        guard got > 0 else { throw FileError(part.path, "was truncated by another program") }
        try file.write(UnsafeRawBufferPointer(rebasing: buffer[..<got]))
        position.offset += Int64(got)
      }
      position = Position(part: position.part + 1, offset: 0)
    }
  }
}
