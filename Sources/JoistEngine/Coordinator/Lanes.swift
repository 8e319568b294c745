import JoistPlan

/// Lanes keep elements in order: a lane runs one bundle at a time, and writes to the lane of the same number in the
/// next stage.
enum Lanes {
  /// The number of lanes of a stage of elements. One thread needs only one.
  static func count(parallelism: Int) -> Int { parallelism <= 1 ? 1 : min(parallelism * 4, Plan.keyGroupCount) }

  /// The lane for the panes of a key group. Neighbouring key groups, which fire together, share one.
  static func lane(ofKeyGroup group: Int, of lanes: Int) -> Int { group * lanes / Plan.keyGroupCount }
}
