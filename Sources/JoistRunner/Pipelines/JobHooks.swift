package import Beam

/// The connectors' checks before a job starts, their clean-ups after it has ended, and their reports in between.
package struct JobHooks: Sendable {
  private let checks: [@Sendable (JobStart) throws -> Void]
  private let queueCount: Int
  private let cleanUps: [@Sendable (JobEnd) -> Void]
  let reports: [ConnectorReport]

  /// The hooks of a job without connectors.
  package static let none = JobHooks(checks: [], queueCount: 0, cleanUps: [], reports: [])

  /// The hooks of a pipeline's connectors.
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

  /// Runs the connectors' checks. If one fails, runs all clean-ups.
  /// - Parameters:
  ///   - logger: the job's logger.
  ///   - memory: the job's memory budget, in bytes.
  /// - Throws: the error of the first check that fails.
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

  /// Runs the clean-ups after the job has ended.
  /// - Parameter end: how the job has ended and how much time is left; called before each clean-up.
  func cleanUp(_ end: () -> JobEnd) { for cleanUp in cleanUps { cleanUp(end()) } }
}
