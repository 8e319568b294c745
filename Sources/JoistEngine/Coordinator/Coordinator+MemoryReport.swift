import JoistPlan

extension Coordinator {
  /// The message of a job that needs more memory than its budget: the largest owners, and what to do.
  func memoryReport() -> String {
    let owners = holders().filter { $0.bytes > 0 }.sorted { $0.bytes > $1.bytes }
    var parts = owners.prefix(4).map { "\($0.owner) \(Self.readable($0.bytes))" }
    let rest = owners.dropFirst(4).reduce(0) { $0 + $1.bytes }
    if rest > 0 { parts.append("others \(Self.readable(rest))") }
    let largest = owners.first?.owner ?? ""
    let remedy = Self.remedies.first { largest.hasPrefix($0.owner) }?.remedy ?? ""
    return """
      the job needs more memory than its budget of \(Self.readable(options.memoryBudget)): \
      \(Self.readable(memoryInUse)) are in use (\(parts.joined(separator: ", "))), and nothing that can run would free \
      any; raise --memory\(remedy)
      """
  }

  /// What to do about the largest owner.
  private static let remedies = [
    (owner: "tables of ", remedy: ", or use shorter windows, less lateness or fewer keys"),
    (owner: "state of ", remedy: ", or clear state that is no longer needed, for example with a timer"),
  ]

  /// The owners as in `memory()`, but with the blocks split by the stage for which they wait.
  private func holders() -> [MemoryOwner] {
    var waiting = 0
    var owners: [MemoryOwner] = []
    for stage in topology.plan.stages {
      let bytes = stage.inputs.reduce(0) { $0 + books.edgeBytes[$1.index] }
      waiting += bytes
      owners.append(MemoryOwner(owner: "blocks that wait for \(stage.name)", bytes: bytes))
    }
    owners.append(MemoryOwner(owner: "unfinished restrictions", bytes: books.blockBytes - waiting))
    return owners + memory().dropFirst()
  }

  /// `12.3 MB`, in powers of 1000.
  private static func readable(_ bytes: Int) -> String {
    for (unit, scale) in [("GB", 1_000_000_000), ("MB", 1_000_000), ("kB", 1000)] where bytes >= scale {
      return "\(bytes / scale).\(bytes % scale * 10 / scale) \(unit)"
    }
    return "\(bytes) B"
  }
}
