/// Records which claimed position each result of a source came from.
///
/// Loops write it without a call. It is used only if a step of the executor asks for origins.
@frozen
@usableFromInline
struct ClaimNotes<Position> {
  /// One claim: the positions that it covers, and where their results begin.
  @usableFromInline
  struct Note {
    /// The position, or the first of those that were claimed together.
    @usableFromInline let position: Position
    /// How many positions were claimed together.
    @usableFromInline let count: Int
    /// The index of its first result in the emitter; negative if results of it have gone downstream already.
    @usableFromInline var start: Int

    @usableFromInline init(position: Position, count: Int, start: Int) {
      self.position = position
      self.count = count
      self.start = start
    }
  }

  /// The claims, in order. Claims without results are dropped, except for the last one.
  @usableFromInline var notes: [Note] = []
  /// The number of results that the emitter holds.
  // SAFETY: points into the emitter of the operator's outlet. It is read only at claims, during a call of the function, when
  // the operator and its outlet are alive.
  @usableFromInline let emitted: UnsafePointer<Int>

  init(emitted: UnsafePointer<Int>) { self.emitted = emitted }

  /// Records a claim.
  @inlinable mutating func note(_ position: Position, count: Int = 1) {
    let start = emitted.pointee
    if let last = notes.last, last.start == start { notes.removeLast() }
    notes.append(Note(position: position, count: count, start: start))
  }

  /// Returns the claim that a result came from, and the result's number within that claim; nil if it came before any claim.
  func claim(of index: Int) -> (Note, number: Int)? {
    var (low, high) = (0, notes.count)
    while low < high {
      let middle = (low + high) / 2
      if notes[middle].start <= index { low = middle + 1 } else { high = middle }
    }
    return low == 0 ? nil : (notes[low - 1], index - notes[low - 1].start)
  }

  /// Shifts the records after `count` results have gone downstream. The last claim stays, since more results of it may follow.
  mutating func passed(_ count: Int) {
    guard var last = notes.popLast() else { return }
    last.start -= count
    notes.removeAll(keepingCapacity: true)
    notes.append(last)
  }
}
