import Beam

/// Writes the lines of each bundle to a new part, and emits the part's name when the bundle ends. A bundle that fails leaves no
/// part, and a bundle that is retried makes a new one.
struct WriteLines: DoFn {
  let folder: PartsFolder
  private var part: PartFile?

  init(folder: PartsFolder) { self.folder = folder }

  mutating func process(_ line: String, in context: borrowing Context<KV<Int, String>>) throws {
    if part == nil { part = try PartFile(folder.nextPart(), in: folder) }
    try part?.write(line)
  }

  mutating func finishBundle(in context: borrowing Context<KV<Int, String>>) throws {
    guard let part else { return }
    try part.finish()
    context.emit(KV(0, part.name), at: .endOfGlobalWindow)
    self.part = nil
  }

  mutating func tearDown() {
    part?.discard()
    part = nil
  }
}
