import JoistEngine
import JoistPlan

extension LogChecker {
  /// §20: blocks of one lane reach their consumer in the order in which they were written. Here for what the log shows of
  /// lanes; that elements of one restriction arrive in order at the end is checked on the elements themselves.
  func checkOrder(_ place: Int, _ stage: Int, _ id: BundleID) throws {
    guard lanes == 1 else { return }
    // With one lane, every block of an edge that keeps order goes in turn.
    let edge = stages[stage].blocks[place].edge
    guard toy.plan.edges[edge].keepsOrder else { return }
    let first = stages[stage].blocks.firstIndex { $0.edge == edge }
    try require(first == place, "§20: \(id) was committed before an earlier block of the same lane")
  }

  /// The places where elements of one restriction must still be in order: reached on one path only, over edges that keep it.
  func orderedStages() -> [Bool] {
    var outgoing: [[Int: Int]] = []
    var ordered: [Bool] = []
    for stage in stages.indices {
      var incoming: [Int: Int] = [:]
      for edge in toy.plan.stages[stage].inputs {
        let keeps = toy.plan.edges[edge.index].keepsOrder
        for (source, count) in outgoing[toy.plan.edges[edge.index].producer.index] {
          incoming[source, default: 0] += keeps ? count : 2 * count
        }
      }
      ordered.append(incoming.values.allSatisfy { $0 == 1 })
      switch toy.roles[stage] {
      case .read: outgoing.append([stage: 1])
      case .expand, .group, .keep: outgoing.append(incoming.mapValues { $0 * 2 })
      case .impulse, .split, .transform: outgoing.append(incoming)
      }
    }
    return ordered
  }

  /// Checks that the values of one restriction have ascending places.
  static func checkOrder(_ values: [ToyValue], at place: String) throws {
    var last: [Int: Int] = [:]
    for value in values where value.origin != 0 {
      if let before = last[value.origin] {
        try require(before <= value.sequence, "§20: elements of one restriction are out of order at \(place)")
      }
      last[value.origin] = value.sequence
    }
  }
}
