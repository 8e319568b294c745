/// The environment of steps that do not name one: the one that most steps name, so that adding a step in another
/// environment does not change it.
enum DefaultEnvironment {
  /// Its id; empty if no step names an environment.
  static func of(_ steps: [DraftStep]) -> String {
    var counts: [String: Int] = [:]
    for step in steps where !step.environment.isEmpty { counts[step.environment, default: 0] += 1 }
    return counts.min { ($1.value, $0.key) < ($0.value, $1.key) }?.key ?? ""
  }
}
