package import JoistPlan

/// A piece of input that no committed bundle has processed: it waits, or a bundle in flight has it. A checkpoint must
/// save all of it, since nothing that a bundle in flight has made counts before its commit.
package struct PendingInput: Sendable {
  /// The kinds of input.
  package enum Content: Sendable {
    /// Elements in a lane.
    case elements(ElementBlock, lane: Int)
    /// Records of a key group.
    case records(RecordBlock)
    /// A restriction, and what it waits for.
    case restriction(Restriction, Wait?)
  }

  /// What a restriction waits for.
  package struct Wait: Sendable, Hashable {
    /// The processing time at which it may run at the latest, in milliseconds.
    package var moment: Int64
    /// The token that wakes it earlier; nil if none does.
    package var token: UInt64?
  }

  /// The stage whose input it is.
  package let stage: StageID
  /// The edge on which it came; nil if a bundle of the stage left it.
  package let edge: EdgeID?
  /// See `Content`.
  package let content: Content
  /// Whether it waits and no bundle has it.
  package let isWaiting: Bool
  /// Whether the bundle that left it is committed. What a bundle leaves of a restriction may run before that.
  let hasHappened: Bool
  /// What the books count of it.
  let piece: Books.Piece
}

extension Coordinator {
  /// All input that is pending as of the last commits, in an order that is the same in every replay: by stage; elements
  /// by lane and records by key group in the order in which they will be processed, restrictions by lane.
  package func pendingInput() -> [PendingInput] { allInput().filter(\.hasHappened) }

  /// All input on the books, in the same order.
  func allInput() -> [PendingInput] {
    var all: [PendingInput] = []
    let (bundles, chains) = (inFlight.ascending, chains.ascending)
    for stage in stages.indices {
      switch stages[stage].part {
      case .impulse, .testStream: break
      case .elements(let queue):
        all += elements(at: stage, chains) { elementQueues[queue].blocks(of: $0) }
      case .restrictions(let pool):
        all += restrictions(at: stage, chains, restrictionPools[pool])
      case .grouping(let grouping):
        for bundle in bundles.compactMap({ inFlight[$0] }) where bundle.stage == stage {
          guard case .records(let records) = bundle.input else { continue }
          all += records.map { .records($0, at: stage, isWaiting: false) }
        }
        all += groupings[grouping].groups.waiting.map { .records($0, at: stage, isWaiting: true) }
      case .stateful(let stateful):
        for key in chains where key.stage == stage {
          guard let chain = self.chains[key] else { continue }
          for case .keyed(_, let work) in inputs(of: chain) {
            all += work.flatMap(\.pending).map { .records($0, at: stage, isWaiting: false) }
          }
        }
        all += statefuls[stateful].groups.waiting.map { .records($0, at: stage, isWaiting: true) }
      }
    }
    return all
  }

  /// The inputs of a lane's bundles, oldest first, failed ones included.
  private func inputs(of chain: LaneChain) -> [BundleInFlight.Input] {
    chain.bundles.compactMap { inFlight[$0]?.input } + (chain.failure?.inputs ?? [])
  }

  private func elements(
    at stage: Int, _ chains: [LaneKey], waiting: (_ lane: Int) -> [PendingBlock]
  ) -> [PendingInput] {
    var byLane: [[PendingInput]] = Array(repeating: [], count: laneCount)
    for key in chains where key.stage == stage {
      guard let chain = self.chains[key] else { continue }
      for case .elements(let lane, let blocks) in inputs(of: chain) {
        byLane[lane] += blocks.map { .elements($0, lane: lane, at: stage, isWaiting: false) }
      }
    }
    for lane in 0..<laneCount {
      byLane[lane] += waiting(lane).map { .elements($0, lane: lane, at: stage, isWaiting: true) }
    }
    return byLane.flatMap(\.self)
  }

  private func restrictions(at stage: Int, _ chains: [LaneKey], _ pool: RestrictionPool) -> [PendingInput] {
    var early: [UInt64] = []
    var all: [(lane: Int, input: PendingInput)] = []
    for key in chains where key.stage == stage {
      guard let chain = self.chains[key] else { continue }
      early += chain.bundles.compactMap { inFlight[$0]?.continuation?.ticket }
      var isFirst = true
      for case .restrictions(let given) in inputs(of: chain) {
        all += given.map {
          ($0.restriction.lane, .restriction($0, nil, at: stage, isWaiting: false, hasHappened: isFirst))
        }
        isFirst = false
      }
    }
    for entry in pool.all {
      let hasHappened = !early.contains(entry.ticket)
      all.append(
        (
          entry.pending.restriction.lane,
          .restriction(entry.pending, entry.wait, at: stage, isWaiting: true, hasHappened: hasHappened)
        ))
    }
    return all.sorted { $0.lane < $1.lane }.map(\.input)
  }
}

extension PendingInput {
  fileprivate static func elements(_ pending: PendingBlock, lane: Int, at stage: Int, isWaiting: Bool) -> PendingInput {
    PendingInput(
      stage: StageID(stage), edge: EdgeID(pending.edge), content: .elements(pending.block, lane: lane),
      isWaiting: isWaiting, hasHappened: true, piece: pending.piece)
  }

  fileprivate static func records(_ pending: PendingRecords, at stage: Int, isWaiting: Bool) -> PendingInput {
    PendingInput(
      stage: StageID(stage), edge: EdgeID(pending.edge), content: .records(pending.block), isWaiting: isWaiting,
      hasHappened: true, piece: pending.piece)
  }

  fileprivate static func restriction(
    _ pending: PendingRestriction, _ wait: Wait?, at stage: Int, isWaiting: Bool, hasHappened: Bool
  ) -> PendingInput {
    PendingInput(
      stage: StageID(stage), edge: pending.edge.map { EdgeID($0) }, content: .restriction(pending.restriction, wait),
      isWaiting: isWaiting, hasHappened: hasHappened, piece: pending.piece)
  }
}
