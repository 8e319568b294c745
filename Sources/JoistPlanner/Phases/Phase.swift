/// A small rewriting of a pipeline that is being planned.
protocol Phase: Sendable {
  /// Its name, for people.
  var name: String { get }
  /// What it does, in a sentence.
  var summary: String { get }
  /// Does it.
  /// - Throws: `PlannerError` for what the engine cannot run.
  func rewrite(_ draft: inout Draft) throws
}
