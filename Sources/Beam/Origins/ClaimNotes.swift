/// Which positions a source's results came from: each claim is noted with the number of results that there were before it.
///
/// In memory that loops write without a call; it is used only where somebody asks for places.
@frozen
@usableFromInline
struct ClaimNotes<Position> {
  /// A claim.
  @usableFromInline
  struct Note {
    /// The position, or the first of those that were claimed together.
    @usableFromInline let position: Position
    /// How many positions were claimed together.
    @usableFromInline let count: Int
    /// The place of its first result in the emitter; below zero where results have gone downstream already.
    @usableFromInline var start: Int

    @usableFromInline init(position: Position, count: Int, start: Int) {
      self.position = position
      self.count = count
      self.start = start
    }
  }

  /// In the order of the claims; of claims without results only the last.
  @usableFromInline var notes: [Note] = []
  /// The emitter's number of results.
  @usableFromInline let emitted: UnsafePointer<Int>

  init(emitted: UnsafePointer<Int>) { self.emitted = emitted }

  /// Notes a claim.
  @inlinable mutating func note(_ position: Position, count: Int = 1) {
    let start = emitted.pointee
    if let last = notes.last, last.start == start { notes.removeLast() }
    notes.append(Note(position: position, count: count, start: start))
  }

  /// The claim that a result came from, with the result's number among those of the claim; nil: it came before any claim.
  func claim(of index: Int) -> (Note, number: Int)? {
    var (low, high) = (0, notes.count)
    while low < high {
      let middle = (low + high) / 2
      if notes[middle].start <= index { low = middle + 1 } else { high = middle }
    }
    return low == 0 ? nil : (notes[low - 1], index - notes[low - 1].start)
  }

  /// So many results have gone downstream: the last claim may have more.
  mutating func passed(_ count: Int) {
    guard var last = notes.popLast() else { return }
    last.start -= count
    notes.removeAll(keepingCapacity: true)
    notes.append(last)
  }
}
