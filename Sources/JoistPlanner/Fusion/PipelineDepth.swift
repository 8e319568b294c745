import Rows

/// How many bundles of one lane of a stage may run at once: the smallest number that its steps declare, 1 if none does.
enum PipelineDepth {
  /// The annotation in which the SDK gives the number that a step allows, in decimal digits.
  private static let annotation = "joist:pipeline_depth"

  static func of(_ piece: FusedStage) -> Int {
    let depths = piece.members.compactMap { step in
      step.transform.annotations[annotation].flatMap { String($0) }.flatMap { Int($0) }
    }
    return max(depths.min() ?? 1, 1)
  }
}
