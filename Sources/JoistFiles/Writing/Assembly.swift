/// Makes the files of an output from its parts and puts them in place.
struct Assembly {
  /// Bytes that are copied at a time.
  private static let chunk = 1 << 20

  private let folder: PartsFolder
  private let parts: [(path: String, size: Int64)]

  /// Takes the parts, by name; their order is that in which they were begun.
  init(of names: some Sequence<String>, in folder: PartsFolder) throws {
    self.folder = folder
    parts = try names.sorted().map {
      let path = try folder.path($0)
      return (path, try InputFile.size(of: path))
    }
  }

  /// Makes all files beside, then gives them their names. The parts stay, so that it may be done again.
  /// - Returns: the files.
  func putInPlace() throws -> [String] {
    let outputs = folder.outputs
    let shards = try outputs.indices.map { try shard($0) }
    for (shard, output) in zip(shards, outputs) { try Folder.rename(shard, to: output) }
    try OpenFile(Folder.split(outputs[0]).folder, for: .reading).synchronize()
    return outputs
  }

  /// Makes one file.
  private func shard(_ number: Int) throws -> String {
    let path = try folder.path("shard-\(number)")
    Folder.removeFile(path)
    if folder.shards == 1, parts.count == 1, Folder.link(parts[0].path, as: path) {
      try OpenFile(path, for: .reading).synchronize()
      return path
    }
    let file = try OpenFile(path, for: .writing)
    try copy(from: try cut(number), to: try cut(number + 1), into: file)
    try file.synchronize()
    return path
  }

  /// A place in the parts.
  private struct Place {
    var part: Int
    var offset: Int64
  }

  /// Where a file begins: shards are equally long, to a line.
  private func cut(_ number: Int) throws -> Place {
    let total = parts.reduce(0) { $0 + $1.size }
    let (shards, number) = (Int64(folder.shards), Int64(number))
    var offset = total / shards * number + total % shards * number / shards
    for (index, part) in parts.enumerated() {
      if offset < part.size {
        let reader = LineReader(chunk: 1 << 16)
        try reader.open(part.path, from: offset, to: part.size)
        return reader.position < part.size
          ? Place(part: index, offset: reader.position) : Place(part: index + 1, offset: 0)
      }
      offset -= part.size
    }
    return Place(part: parts.count, offset: 0)
  }

  private func copy(from start: Place, to end: Place, into file: OpenFile) throws {
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.chunk, alignment: 1)
    defer { buffer.deallocate() }
    var place = start
    while place.part < parts.count, place.part <= end.part {
      let part = parts[place.part]
      let input = try InputFile.open(part.path)
      let last = place.part == end.part ? end.offset : part.size
      while place.offset < last {
        let wanted = min(Int64(buffer.count), last - place.offset)
        let got = try input.read(
          into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<Int(wanted)]), at: place.offset)
        guard got > 0 else { throw FileError(path: part.path, message: "a part of the output has become shorter") }
        try file.write(UnsafeRawBufferPointer(rebasing: buffer[..<got]))
        place.offset += Int64(got)
      }
      place = Place(part: place.part + 1, offset: 0)
    }
  }
}
