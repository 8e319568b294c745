import JoistEngine
import JoistPlan

/// A bundle that is under way.
struct UnderWay {
  /// The bundle as it was handed out.
  let task: BundleTask
  /// What it was given, without what it has left undone.
  var input: BundleInput

  var id: BundleID { task.id }
  var stage: StageID { task.stage }
}

extension LogChecker {
  /// A bundle has ended before the last of its elements: they wait again where they waited before.
  mutating func cut(_ id: BundleID, _ stage: Int, _ done: [ElementBlock], _ undone: [ElementBlock]) throws {
    guard let bundle = underWay[id], case .elements(let given) = bundle.input else {
      throw Violation("\(id) left elements undone, but was not under way with elements")
    }
    let (before, after) = (given.flatMap(\.list), (done + undone).flatMap(\.list))
    try require(
      before.count == after.count && zip(before, after).allSatisfy { $0.bytes == $1.bytes && $0.time == $1.time },
      "§3: what \(id) has done and left undone is not what it was given")
    try require(!undone.isEmpty, "\(id) was cut, but left nothing undone")
    let whole = Set(given.map(ObjectIdentifier.init))
    let parts = [done.last, undone.first].compactMap { $0 }.filter { !whole.contains(ObjectIdentifier($0)) }
    if let cut = given.first(where: { block in !(done + undone).contains { $0 === block } }) {
      try require(parts.count == 2, "\(id) cut a block into \(parts.count) parts")
      guard let index = stages[stage].blocks.firstIndex(where: { $0.block == ObjectIdentifier(cut) }) else {
        throw Violation("\(id) left elements of a block undone that does not wait at s\(stage)")
      }
      let edge = stages[stage].blocks[index].edge
      stages[stage].blocks.replaceSubrange(
        index...index, with: parts.map { (edge, ObjectIdentifier($0), Self.hold($0), $0.memory) })
      kept += parts
    } else {
      try require(parts.isEmpty, "\(id) made blocks although none was cut")
    }
    underWay[id]?.input = .elements(done)
  }
}
