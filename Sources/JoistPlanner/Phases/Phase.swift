/// A small rewrite of a pipeline during planning.
protocol Phase: Sendable {
  /// The name in reports.
  var name: String { get }
  /// What the phase does, in a sentence, for reports.
  var summary: String { get }
  /// Rewrites the pipeline.
  /// - Throws: `PlannerError` if the engine cannot run the pipeline.
  func rewrite(_ draft: inout Draft) throws
}
