/// Somebody's share of the job's memory.
public struct MemoryOwner: Sendable, Hashable {
  /// Who: `blocks between stages`, `tables of Sum`.
  public var owner: String
  /// How much, in bytes.
  public var bytes: Int
}

extension Coordinator {
  /// Bytes of everything that counts against the budget.
  var memoryInUse: Int {
    ownMemory + foreignMemory.reduce(0) { $0 + $1.bytes }
  }

  /// Bytes that the engine itself holds: what only commits and firings free.
  var ownMemory: Int {
    var bytes = books.blockBytes
    for grouping in groupings { bytes += grouping.memory.tables + grouping.memory.spare }
    for stage in books.stages { bytes += stage.settlingBytes }
    return bytes
  }

  /// Says how much memory somebody outside the engine takes of the job's budget: a source's queue, a sink's buffers.
  public mutating func setMemory(_ bytes: Int, of owner: String) {
    if let index = foreignMemory.firstIndex(where: { $0.owner == owner }) {
      foreignMemory[index].bytes = bytes
    } else {
      foreignMemory.append(MemoryOwner(owner: owner, bytes: bytes))
    }
  }

  /// Who takes how much of the job's memory.
  public func memory() -> [MemoryOwner] {
    var owners = [MemoryOwner(owner: "blocks between stages", bytes: books.blockBytes)]
    for (stage, state) in stages.enumerated() {
      let name = topology.plan.stages[stage].name
      if case .grouping(let grouping) = state.part {
        owners.append(MemoryOwner(owner: "tables of \(name)", bytes: groupings[grouping].memory.tables))
        owners.append(
          MemoryOwner(owner: "tables kept for later windows of \(name)", bytes: groupings[grouping].memory.spare))
      }
      let settling = books.stages[stage].settlingBytes
      if settling > 0 {
        owners.append(MemoryOwner(owner: "deliveries of \(name)", bytes: settling))
      }
    }
    return owners + foreignMemory
  }
}
