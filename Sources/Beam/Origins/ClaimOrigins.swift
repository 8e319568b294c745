/// The places of what a splittable function emits: its element, and the position that was claimed.
package final class ClaimOrigins<Function: SplittableDoFn>: Origins {
  /// Where claims are noted.
  let notes: UnsafeMutablePointer<ClaimNotes<Function.Tracker.Position>>
  private var work: (element: Function.Input, restriction: Function.Tracker.Restriction)?
  /// Results since the function was called.
  private var total = 0

  /// Makes the places of what goes through an emitter.
  init(of emitter: UnsafeMutablePointer<Emitter<Function.Output>>) {
    notes = .allocate(capacity: 1)
    guard let count = emitter.pointer(to: \.count) else { preconditionFailure("the count is stored") }
    notes.initialize(to: ClaimNotes(emitted: UnsafePointer(count)))
  }

  deinit {
    notes.deinitialize(count: 1)
    notes.deallocate()
  }

  package override var needsIndices: Bool { false }

  /// The function is about to be called.
  func begin(_ element: Function.Input, _ restriction: Function.Tracker.Restriction) {
    work = (element, restriction)
    total = 0
    notes.pointee.notes.removeAll(keepingCapacity: true)
  }

  package override func passed(_ count: Int) {
    total += count
    notes.pointee.passed(count)
  }

  package override func origin(of index: Int) -> String? {
    guard let work else { return nil }
    guard let (claim, number) = notes.pointee.claim(of: index) else {
      return OriginText.source(work.element) + "@" + OriginText.plain("\(work.restriction)") + "[\(total + index)]"
    }
    // Of claims that follow one another each has a result, as far as they go.
    let further = min(number, claim.count - 1)
    let position = further == 0 ? claim.position : advanced(claim.position, by: further)
    let origin = OriginText.plain(Function.origin(of: position, in: work.element), atMost: .max)
    return number == further ? origin : origin + "[\(number - further)]"
  }

  private func advanced(_ position: Function.Tracker.Position, by distance: Int) -> Function.Tracker.Position {
    guard let offset = position as? Int64, let there = offset &+ Int64(distance) as? Function.Tracker.Position else {
      preconditionFailure("only offsets are claimed together")
    }
    return there
  }
}
