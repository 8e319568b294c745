package import Beam

/// What connectors want done before a job starts and when it has ended, and what they tell in between.
package struct JobHooks: Sendable {
  private let checks: [@Sendable (Logger) throws -> Void]
  private let cleanUps: [@Sendable (JobEnd) -> Void]
  /// What they tell of themselves.
  let reports: [ConnectorReport]

  /// Nothing.
  package static let none = JobHooks(checks: [], cleanUps: [], reports: [])

  /// What the connectors of a pipeline asked for.
  package init(_ pipeline: Pipeline) {
    self.init(checks: pipeline.graph.checks, cleanUps: pipeline.graph.cleanUps, reports: pipeline.graph.reports)
  }

  private init(
    checks: [@Sendable (Logger) throws -> Void], cleanUps: [@Sendable (JobEnd) -> Void], reports: [ConnectorReport]
  ) {
    self.checks = checks
    self.cleanUps = cleanUps
    self.reports = reports
  }

  /// Looks whether what the pipeline needs is there. Where it is not, what the connectors before have begun is cleaned up.
  /// - Parameter logger: the job's log.
  /// - Throws: what the first connector misses, as it is.
  package func check(logger: Logger) throws {
    for report in reports { report.start() }
    do {
      for check in checks { try check(logger) }
    } catch {
      cleanUp { JobEnd(succeeded: false) }
      throw error
    }
  }

  /// Cleans up, once the job has ended.
  /// - Parameter end: how it has ended, asked before each of the clean-ups.
  func cleanUp(_ end: () -> JobEnd) { for cleanUp in cleanUps { cleanUp(end()) } }
}
