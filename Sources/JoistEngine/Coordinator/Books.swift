import JoistPlan

/// The coordinator's counters: input that waits on each edge and at each stage, holds on watermarks, and running and
/// settling bundles. They change only here. `Coordinator.audit()` computes them again from the coordinator's state and
/// compares.
///
/// A piece of input is *entered* when it begins to wait, *handed out* to a bundle, *put back* if the bundle fails, and
/// *struck* when the bundle is committed. It *holds* a watermark from the commit that produced it until it is struck. A
/// bundle may run on what another one left before that one is committed; such input holds nothing until then.
struct Books: Sendable {
  /// The counters of a stage.
  struct Account: Sendable {
    /// The holds of input from edges, on the input watermark.
    fileprivate(set) var pendingTimes = CountedHeap()
    /// The holds of what bundles left, on the output watermark.
    fileprivate(set) var holds = CountedHeap()
    /// Elements that wait, without those that bundles have been given.
    fileprivate(set) var pendingElements = 0
    /// Bundles and tasks that were handed out and have not ended.
    fileprivate(set) var running = 0
    /// Those of them that have run and wait for their deliveries, and the memory of these deliveries, in bytes.
    fileprivate(set) var settling = 0
    fileprivate(set) var settlingBytes = 0
  }

  /// A piece of input, as the books count it: a block of elements or records, or a restriction.
  struct Piece: Sendable {
    let bytes: Int
    let elements: Int
    /// The edge on which it came; nil if a bundle left it.
    let edge: Int?
    /// The bound that it puts on the watermark.
    let hold: Int64
  }

  /// The counters of each stage.
  private(set) var stages: [Account]
  /// Bytes that wait on each edge, without those that bundles have been given.
  private(set) var edgeBytes: [Int]
  /// Bytes of all input that was entered and not struck.
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
    assert(blockBytes >= 0, "more bytes were struck than entered")
  }

  mutating func handOut(_ piece: Piece, of stage: Int) {
    if let edge = piece.edge {
      edgeBytes[edge] -= piece.bytes
      assert(edgeBytes[edge] >= 0, "more bytes were handed out than wait on edge \(edge)")
    }
    stages[stage].pendingElements -= piece.elements
    assert(stages[stage].pendingElements >= 0, "more elements were handed out than wait at stage \(stage)")
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
    assert(
      stages[stage].holds.count >= 0 && stages[stage].pendingTimes.count >= 0,
      "more watermarks of stage \(stage) were released than held")
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
    assert(
      stages[stage].settling >= 0 && stages[stage].settlingBytes >= 0,
      "more bundles of stage \(stage) ended settling than began to")
  }
}

extension PendingBlock {
  /// The block, as the books count it.
  var piece: Books.Piece { Books.Piece(bytes: block.memory, elements: block.count, edge: edge, hold: block.hold) }
}

extension PendingRecords {
  /// The records, as the books count them.
  var piece: Books.Piece {
    Books.Piece(bytes: block.memory, elements: block.elementCount, edge: edge, hold: block.hold)
  }
}

extension PendingRestriction {
  /// The restriction, as the books count it.
  var piece: Books.Piece {
    Books.Piece(
      bytes: restriction.block.memory, elements: 1, edge: edge,
      hold: edge == nil ? restriction.hold : restriction.block.hold)
  }
}
