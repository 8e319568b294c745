import BeamModel
import Rows

/// Under which path a worker finds the step that a grouping belongs to.
enum GroupingPath {
  /// The annotation by which the SDK names the path; runners may have renamed the transform.
  static let annotation = "joist:path"
  /// The annotation of a sink on a keyed edge: the path of the grouping's step.
  static let sinkAnnotation = "joist:grouping"

  /// The path, as UTF-8.
  static func of(_ step: DraftStep) -> Bytes {
    step.transform.annotations[annotation] ?? Bytes(utf8: step.name)
  }
}
