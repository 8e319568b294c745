import JoistPlan

/// What the coordinator has counted: what waits on each edge and at each stage, what holds the watermarks, what runs and
/// settles. Every figure changes here and nowhere else; `Coordinator.audit()` counts all of it again from what is there.
///
/// A piece of input is *entered* when it comes to wait, *handed out* to a bundle, *put back* where the bundle has not
/// happened, and *struck* when the bundle is committed. From the commit that made it until it is struck it *holds* a watermark:
/// what a bundle leaves of a restriction may run before that commit, and holds nothing until then.
struct Books: Sendable {
  /// One stage.
  struct Account: Sendable {
    /// Holds of input from edges, which hold the input watermark.
    fileprivate(set) var pendingTimes = CountedHeap()
    /// Holds of what bundles left, which hold the output watermark.
    fileprivate(set) var holds = CountedHeap()
    /// Elements that wait, not counting those that bundles were given.
    fileprivate(set) var pendingElements = 0
    /// Bundles and tasks that were handed out and have not ended.
    fileprivate(set) var running = 0
    /// Those among them whose run has ended and whose deliveries are outstanding, and what these hold in bytes.
    fileprivate(set) var settling = 0
    fileprivate(set) var settlingBytes = 0
  }

  /// A piece of input: a block, or a restriction.
  struct Piece: Sendable {
    let bytes: Int
    let elements: Int
    /// The edge that it came on; nil: a bundle left it.
    let edge: Int?
    /// Where it holds the watermark.
    let hold: Int64
  }

  /// By stage.
  private(set) var stages: [Account]
  /// Bytes that wait on each edge, not counting what bundles were given.
  private(set) var edgeBytes: [Int]
  /// Bytes of all that was entered and not struck.
  private(set) var blockBytes = 0

  init(_ plan: Plan) {
    stages = Array(repeating: Account(), count: plan.stages.count)
    edgeBytes = Array(repeating: 0, count: plan.edges.count)
  }

  // MARK: Input

  mutating func enter(_ piece: Piece, at stage: Int) {
    blockBytes += piece.bytes
    wait(piece, at: stage)
  }

  mutating func strike(_ piece: Piece) {
    blockBytes -= piece.bytes
    assert(blockBytes >= 0, "more was struck than entered")
  }

  mutating func handOut(_ piece: Piece, of stage: Int) {
    if let edge = piece.edge {
      edgeBytes[edge] -= piece.bytes
      assert(edgeBytes[edge] >= 0, "more was handed out than waited on edge \(edge)")
    }
    stages[stage].pendingElements -= piece.elements
    assert(stages[stage].pendingElements >= 0, "more was handed out than waited at stage \(stage)")
  }

  mutating func putBack(_ piece: Piece, at stage: Int) { wait(piece, at: stage) }

  private mutating func wait(_ piece: Piece, at stage: Int) {
    if let edge = piece.edge { edgeBytes[edge] += piece.bytes }
    stages[stage].pendingElements += piece.elements
  }

  // MARK: Watermarks

  mutating func hold(_ piece: Piece, at stage: Int) {
    if piece.edge == nil {
      stages[stage].holds.add(piece.hold)
    } else {
      stages[stage].pendingTimes.add(piece.hold)
    }
  }

  mutating func release(_ piece: Piece, at stage: Int) {
    if piece.edge == nil {
      stages[stage].holds.remove(piece.hold)
    } else {
      stages[stage].pendingTimes.remove(piece.hold)
    }
    assert(stages[stage].holds.count >= 0 && stages[stage].pendingTimes.count >= 0, "more was released than was held")
  }

  // MARK: Bundles

  mutating func begin(at stage: Int) { stages[stage].running += 1 }

  mutating func end(at stage: Int) {
    stages[stage].running -= 1
    assert(stages[stage].running >= 0, "more bundles of stage \(stage) ended than began")
  }

  mutating func settle(_ bytes: Int, at stage: Int) {
    stages[stage].settling += 1
    stages[stage].settlingBytes += bytes
  }

  mutating func endSettling(_ bytes: Int, at stage: Int) {
    stages[stage].settling -= 1
    stages[stage].settlingBytes -= bytes
    assert(stages[stage].settling >= 0 && stages[stage].settlingBytes >= 0, "more settled than began to")
  }
}

extension PendingBlock {
  /// What it is on the books.
  var piece: Books.Piece { Books.Piece(bytes: block.memory, elements: block.count, edge: edge, hold: block.hold) }
}

extension PendingRecords {
  /// What they are on the books.
  var piece: Books.Piece {
    Books.Piece(bytes: block.memory, elements: block.elementCount, edge: edge, hold: block.hold)
  }
}

extension PendingRestriction {
  /// What it is on the books.
  var piece: Books.Piece {
    Books.Piece(
      bytes: restriction.block.memory, elements: 1, edge: edge,
      hold: edge == nil ? restriction.hold : restriction.block.hold)
  }
}
