import JoistPlan

extension Coordinator {
  /// Puts the elements that a bundle has not begun, the last ones of its input, back into its lane: in their old order
  /// and before all that arrived later. Its input is then the elements before them.
  mutating func giveBack(_ undone: Int, of bundle: inout BundleInFlight, _ id: BundleID) {
    guard case .elements(let lane, let blocks) = bundle.input, case .elements(let queue) = stages[bundle.stage].part
    else {
      preconditionFailure("bundle \(id) says that it has not begun some elements, but was given none")
    }
    let (done, rest) = PendingBlock.split(blocks, leaving: undone)
    for pending in blocks { takeOff(pending.piece, bundle.stage) }
    for pending in done + rest {
      books.enter(pending.piece, at: bundle.stage)
      books.hold(pending.piece, at: bundle.stage)
    }
    for pending in done { books.handOut(pending.piece, of: bundle.stage) }
    elementQueues[queue].putBack(rest, lane: lane, notBefore: .min)
    bundle.input = .elements(lane: lane, blocks: done)
    record(.cut(id, StageID(bundle.stage), done: done.map(\.block), undone: rest.map(\.block)))
  }

  /// Takes back the key groups that a bundle of a stateful stage has not begun, the last ones of its input.
  mutating func giveBackGroups(_ undone: Int, of bundle: inout BundleInFlight, _ id: BundleID) {
    guard case .keyed(let lane, let work) = bundle.input, case .stateful(let stateful) = stages[bundle.stage].part,
      undone < work.count
    else {
      preconditionFailure("bundle \(id) says that it has not begun \(undone) key groups, but it was given no more")
    }
    let rest = Array(work.suffix(undone))
    for piece in rest { for records in piece.pending { books.putBack(records.piece, at: bundle.stage) } }
    statefuls[stateful].giveBack(rest)
    bundle.input = .keyed(lane: lane, work.dropLast(undone))
  }

  /// Takes a piece that a bundle was given off the books.
  mutating func takeOff(_ piece: Books.Piece, _ stage: Int) {
    books.release(piece, at: stage)
    books.strike(piece)
  }
}

extension PendingBlock {
  /// Splits blocks into those of the first elements and those of the last `undone` elements. A block with both is split
  /// in two.
  fileprivate static func split(_ blocks: [PendingBlock], leaving undone: Int) -> (
    done: [PendingBlock], rest: [PendingBlock]
  ) {
    var done = blocks
    var rest: [PendingBlock] = []
    var left = undone
    while left > 0, let last = done.popLast() {
      if last.block.count <= left {
        rest.insert(last, at: 0)
      } else {
        let (first, second) = last.block.split(at: last.block.count - left)
        done.append(PendingBlock(block: first, edge: last.edge))
        rest.insert(PendingBlock(block: second, edge: last.edge), at: 0)
      }
      left -= last.block.count
    }
    precondition(left <= 0, "a bundle has not begun \(left) more elements than it was given")
    return (done, rest)
  }
}
