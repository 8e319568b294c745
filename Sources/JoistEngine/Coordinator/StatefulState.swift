import JoistPlan

/// The coordinator's state of a stage whose head keeps state and timers.
struct StatefulState: Sendable {
  /// Its key groups.
  var groups: KeyGroups<StatefulGroup>
  /// The key group at which the search for the next bundle's input begins, so that each gets its turn.
  private var turn = 0

  /// Makes the state of a stage that has received nothing.
  init(_ stage: Stateful, seed: UInt64) {
    groups = KeyGroups { StatefulGroup(keyGroup: $0, stage: stage, seed: seed &+ 2 * UInt64($0)) }
  }

  /// Takes the input of a bundle: key groups of one lane, at least one, then as many as stay within a size.
  /// - Parameters:
  ///   - ready: the key groups that may run.
  ///   - lane: returns the lane of a key group.
  ///   - bytes: the size.
  ///   - most: the most key groups.
  mutating func take(
    _ ready: SmallSet, lane: (Int) -> Int, bytes: Int, atMost most: Int
  ) -> [KeyedWork] {
    var taken: [KeyedWork] = []
    var size = 0
    var next = ready.next(from: turn) ?? ready.next(from: 0)
    while let group = next, taken.count < most, size < bytes {
      if let first = taken.first, lane(first.group.keyGroup) != lane(group) || groups.isAlone(group) { break }
      size += groups.weight(of: group, isDue: false)
      let isAlone = groups.isAlone(group)
      let (machine, pending) = groups.take(group: group, blocks: .max)
      taken.append(KeyedWork(group: machine, pending: pending))
      turn = (group + 1) % Plan.keyGroupCount
      if isAlone { break }
      next = ready.next(from: group + 1)
    }
    return taken
  }

  /// Takes back the groups and records of a failed bundle, which wait until `notBefore`.
  mutating func undo(_ work: [KeyedWork], notBefore: Int64) {
    for piece in work { piece.group.undo() }
    groups.undo(work.map { ($0.group.keyGroup, $0.group) }, notBefore: notBefore)
    groups.putBack(work.flatMap(\.pending))
  }

  /// Takes back groups that a bundle has not begun.
  mutating func giveBack(_ work: [KeyedWork]) {
    for piece in work {
      piece.group.undo()
      groups.giveBack(piece.group.keyGroup, piece.group)
    }
    groups.putBack(work.flatMap(\.pending))
  }

  /// Takes back the groups of a committed bundle.
  mutating func finish(_ work: [KeyedWork]) {
    groups.finish(work.map { ($0.group.keyGroup, $0.group, $0.group.commit()) })
  }
}

/// A key group in a bundle of a stateful stage.
struct KeyedWork: Sendable {
  /// The state of its keys.
  let group: StatefulGroup
  /// The records that wait for them.
  let pending: [PendingRecords]
}
