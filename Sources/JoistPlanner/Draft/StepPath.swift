import BeamModel
import Rows

/// The path of a step. A worker finds the step's function by it, and it is the name under which state of the step is
/// stored.
enum StepPath {
  /// The annotation that carries the path. The transform's name may differ, since a runner may rename transforms.
  static let annotation = "joist:path"

  /// The path of `step`.
  /// - Throws: `PlannerError` if the path is not UTF-8.
  static func of(_ step: DraftStep) throws(PlannerError) -> String {
    guard let annotated = step.transform.annotations[annotation] else { return step.name }
    guard let path = String(annotated) else { throw PlannerError(step: step.name, "its path is not UTF-8") }
    return path
  }
}
