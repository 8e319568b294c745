/// A part of the job's memory, with its owner.
public struct MemoryOwner: Sendable, Hashable {
  /// The name of the owner: `blocks between stages`, `tables of Sum`.
  public var owner: String
  /// The memory, in bytes.
  public var bytes: Int
}

extension Coordinator {
  /// All memory that counts against the budget, in bytes.
  var memoryInUse: Int {
    ownMemory + foreignMemory.reduce(0) { $0 + $1.bytes }
  }

  /// The memory that the engine itself holds, in bytes. Only commits and firings free it.
  var ownMemory: Int {
    var bytes = books.blockBytes
    for grouping in groupings { bytes += grouping.groups.memory.tables + grouping.groups.memory.spare }
    for stateful in statefuls { bytes += stateful.groups.memory.tables + stateful.groups.memory.spare }
    for stage in books.stages { bytes += stage.settlingBytes }
    return bytes
  }

  /// Sets the memory that an owner outside the engine takes of the job's budget, such as a source's queue.
  public mutating func setMemory(_ bytes: Int, of owner: String) {
    if let index = foreignMemory.firstIndex(where: { $0.owner == owner }) {
      foreignMemory[index].bytes = bytes
    } else {
      foreignMemory.append(MemoryOwner(owner: owner, bytes: bytes))
    }
  }

  /// The owners of the job's memory.
  public func memory() -> [MemoryOwner] {
    var owners = [MemoryOwner(owner: "blocks between stages", bytes: books.blockBytes)]
    for (stage, state) in stages.enumerated() {
      let name = topology.plan.stages[stage].name
      if case .grouping(let grouping) = state.part {
        let memory = groupings[grouping].groups.memory
        owners.append(MemoryOwner(owner: "tables of \(name)", bytes: memory.tables))
        owners.append(MemoryOwner(owner: "tables kept for later windows of \(name)", bytes: memory.spare))
      }
      if case .stateful(let stateful) = state.part {
        let memory = statefuls[stateful].groups.memory
        owners.append(MemoryOwner(owner: "state of \(name)", bytes: memory.tables + memory.spare))
      }
      let settling = books.stages[stage].settlingBytes
      if settling > 0 {
        owners.append(MemoryOwner(owner: "deliveries of \(name)", bytes: settling))
      }
    }
    return owners + foreignMemory
  }
}
