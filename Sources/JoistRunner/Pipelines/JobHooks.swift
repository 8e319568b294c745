package import Beam

/// What connectors want done before a job starts and when it has ended, and what they tell in between.
package struct JobHooks: Sendable {
  private let checks: [@Sendable (JobStart) throws -> Void]
  private let queueCount: Int
  private let cleanUps: [@Sendable (JobEnd) -> Void]
  /// What they tell of themselves.
  let reports: [ConnectorReport]

  /// Nothing.
  package static let none = JobHooks(checks: [], queueCount: 0, cleanUps: [], reports: [])

  /// What the connectors of a pipeline asked for.
  package init(_ pipeline: Pipeline) {
    let graph = pipeline.graph
    self.init(
      checks: graph.checks, queueCount: graph.queueCount, cleanUps: graph.cleanUps, reports: graph.reports)
  }

  private init(
    checks: [@Sendable (JobStart) throws -> Void], queueCount: Int, cleanUps: [@Sendable (JobEnd) -> Void],
    reports: [ConnectorReport]
  ) {
    self.checks = checks
    self.queueCount = queueCount
    self.cleanUps = cleanUps
    self.reports = reports
  }

  /// Looks whether what the pipeline needs is there. Where it is not, what the connectors before have begun is cleaned up.
  /// - Parameters:
  ///   - logger: the job's log.
  ///   - memory: the memory that the job may take, in bytes.
  /// - Throws: what the first connector misses, as it is.
  package func check(logger: Logger, memory: Int = .max) throws {
    for report in reports { report.start() }
    do {
      let start = JobStart(logger: logger, memory: memory, queueCount: queueCount)
      for check in checks { try check(start) }
    } catch {
      cleanUp { JobEnd(succeeded: false) }
      throw error
    }
  }

  /// Cleans up, once the job has ended.
  /// - Parameter end: how it has ended, asked before each of the clean-ups.
  func cleanUp(_ end: () -> JobEnd) { for cleanUp in cleanUps { cleanUp(end()) } }
}
