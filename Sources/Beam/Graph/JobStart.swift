/// What a connector is given before the job starts.
package struct JobStart: Sendable {
  /// Connectors' queues get one part in `queuePart` of a job's memory.
  private static let queuePart = 4

  /// The job's log. It may be used until the job has ended.
  package let logger: Logger
  /// How many bytes the queues of one step may take: its share of a quarter of the job's memory.
  package let queueMemory: Int

  /// - Parameters:
  ///   - logger: the job's log.
  ///   - memory: the memory of the whole job, in bytes.
  ///   - queueCount: the number of steps that keep queues.
  package init(logger: Logger, memory: Int, queueCount: Int) {
    self.logger = logger
    queueMemory = memory / Self.queuePart / max(queueCount, 1)
  }
}

extension Pipeline {
  /// Adds a check that runs before the job starts and is told how much memory the step's queues may take. Connectors that keep
  /// queues call it once per step, in `expand`.
  package func beforeStartWithQueues(_ check: @escaping @Sendable (JobStart) throws -> Void) {
    graph.queueCount += 1
    graph.checks.append(check)
  }
}
