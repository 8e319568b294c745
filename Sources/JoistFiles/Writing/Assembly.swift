/// Makes the files of an output from its parts and puts them in place.
struct Assembly {
  /// Bytes that are copied at a time.
  private static let chunk = 1 << 20

  private let folder: PartsFolder
  private let parts: [(path: FilePath, size: Int64)]

  /// Takes the parts, by name; their order is that in which they were begun.
  init(of names: some Sequence<String>, in folder: PartsFolder) throws {
    self.folder = folder
    parts = try names.sorted().map {
      let path = try folder.path($0)
      return (path, try InputFile.size(of: path))
    }
  }

  /// Makes all files beside, then gives them their names, one after another. The parts stay, so that it may be done again.
  func putInPlace() throws {
    let files = try folder.files()
    let shards = try files.enumerated().map { try shard($0.offset, for: $0.element) }
    for (shard, file) in zip(shards, files) {
      let kind = try FileStatus.of(link: file)?.kind
      guard kind == nil || kind == .regular else {
        throw FileError(file, "cannot be put in place: while the job ran, something has come there that is no file")
      }
      try Folder.rename(shard, to: file)
    }
    for folder in Set(files.map(\.folder)) { try OpenFile(folder, for: .reading).synchronize() }
  }

  /// Makes one file.
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

  /// A place in the parts.
  private struct Place {
    var part: Int
    var offset: Int64
  }

  /// Where a file begins: shards are equally long, to an element.
  private func cut(_ number: Int) throws -> Place {
    let total = parts.reduce(0) { $0 + $1.size }
    let (shards, number) = (Int64(folder.shards), Int64(number))
    var offset = total / shards * number + total % shards * number / shards
    for (index, part) in parts.enumerated() {
      if offset < part.size {
        let reader = LineReader(chunk: 1 << 16)
        try reader.open(part.path, from: offset, to: part.size)
        let place = try LongElements(ofPart: part.path)?.cut(at: reader.position) ?? reader.position
        return place < part.size ? Place(part: index, offset: place) : Place(part: index + 1, offset: 0)
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
        guard got > 0 else { throw FileError(part.path, "a part of the output has become shorter") }
        try file.write(UnsafeRawBufferPointer(rebasing: buffer[..<got]))
        place.offset += Int64(got)
      }
      place = Place(part: place.part + 1, offset: 0)
    }
  }
}
