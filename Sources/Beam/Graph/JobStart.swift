/// What a connector is told when the job is about to start.
package struct JobStart: Sendable {
  /// The part of a job's memory that is for the queues of its connectors.
  private static let queuePart = 4

  /// The job's log, which may be kept until the job has ended.
  package let logger: Logger
  /// What the queues of one step may take, in bytes: its share in a quarter of the job's memory.
  package let queueMemory: Int

  /// Tells of a start.
  /// - Parameters:
  ///   - memory: the memory that the job may take in all, in bytes.
  ///   - queueCount: the steps that keep queues.
  package init(logger: Logger, memory: Int, queueCount: Int) {
    self.logger = logger
    queueMemory = memory / Self.queuePart / max(queueCount, 1)
  }
}

extension Pipeline {
  /// Has something checked when the job is about to start, and tells how much memory the queues of the step that is being built may
  /// take. For connectors that keep queues, once for each step.
  package func beforeStartWithQueues(_ check: @escaping @Sendable (JobStart) throws -> Void) {
    graph.queueCount += 1
    graph.checks.append(check)
  }
}
