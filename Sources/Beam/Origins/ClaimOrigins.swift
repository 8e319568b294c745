/// The origins of a splittable function's results: its element, and the position that was claimed.
package final class ClaimOrigins<Function: SplittableDoFn>: Origins {
  /// The records of the claims.
  // SAFETY: allocated in `init` and freed in `deinit`. Loops write through it only during a call of the function, while the
  // operator, which owns this object, is on the stack.
  let notes: UnsafeMutablePointer<ClaimNotes<Function.Tracker.Position>>
  /// What the function is called with; nil before the first call.
  private var work: (element: Function.Input, restriction: Function.Tracker.Restriction)?
  /// The results that have gone downstream since the function was called.
  private var total = 0

  /// Creates the origins of the results that go through an emitter.
  init(of emitter: UnsafeMutablePointer<Emitter<Function.Output>>) {
    notes = .allocate(capacity: 1)
    guard let count = emitter.pointer(to: \.count) else {
      preconditionFailure("Emitter.count must be a stored property")
    }
    notes.initialize(to: ClaimNotes(emitted: UnsafePointer(count)))
  }

  deinit {
    notes.deinitialize(count: 1)
    notes.deallocate()
  }

  package override var needsIndices: Bool { false }

  /// Called before each call of the function.
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
    // Positions that are claimed together are assumed to have one result each; further results belong to the last of them.
    let further = min(number, claim.count - 1)
    let position = further == 0 ? claim.position : advanced(claim.position, by: further)
    let origin = OriginText.plain(Function.origin(of: position, in: work.element), atMost: .max)
    return number == further ? origin : origin + "[\(number - further)]"
  }

  private func advanced(_ position: Function.Tracker.Position, by distance: Int) -> Function.Tracker.Position {
    guard let offset = position as? Int64, let there = offset &+ Int64(distance) as? Function.Tracker.Position else {
      preconditionFailure("only Int64 offsets can be claimed together, not \(Function.Tracker.Position.self)")
    }
    return there
  }
}
