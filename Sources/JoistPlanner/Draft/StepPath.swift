import BeamModel
import Rows

/// The path of a step: under it a worker finds the step's function, and what is kept from run to run is stored.
enum StepPath {
  /// The annotation that carries the path; a runner may have renamed the transform.
  static let annotation = "joist:path"

  /// The path.
  /// - Throws: `PlannerError` for a path that is not UTF-8.
  static func of(_ step: DraftStep) throws(PlannerError) -> String {
    guard let annotated = step.transform.annotations[annotation] else { return step.name }
    guard let path = String(annotated) else { throw PlannerError(step: step.name, "its path is not UTF-8") }
    return path
  }
}
