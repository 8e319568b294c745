import Beam

/// Writes the lines of a bundle to a part of their own, and hands its name over when the bundle ends: a bundle that fails
/// leaves nothing, and one that is run again a new part.
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
