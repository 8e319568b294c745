import JoistPlan

/// Lanes: what one lane of a stage writes reaches the next stage in order, since one lane runs one bundle after another and
/// hands what it makes to the lane of the same number.
enum Lanes {
  /// How many lanes a stage of elements has. One thread needs no more than one.
  static func count(parallelism: Int) -> Int { parallelism <= 1 ? 1 : min(parallelism * 4, Plan.keyGroupCount) }

  /// The lane that a key group's panes go to: neighbouring key groups, which fire together, share one.
  static func lane(ofKeyGroup group: Int, of lanes: Int) -> Int { group * lanes / Plan.keyGroupCount }
}
