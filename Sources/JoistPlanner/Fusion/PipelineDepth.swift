import Rows

/// How many bundles of one lane of a stage may be under way at once: the most that all those of its steps allow that settle.
enum PipelineDepth {
  /// The annotation by which the SDK says how many a step allows, in decimal digits.
  private static let annotation = "joist:pipeline_depth"

  static func of(_ piece: FusedStage) -> Int {
    let depths = piece.members.compactMap { step in
      step.transform.annotations[annotation].flatMap { String($0) }.flatMap { Int($0) }
    }
    return max(depths.min() ?? 1, 1)
  }
}
