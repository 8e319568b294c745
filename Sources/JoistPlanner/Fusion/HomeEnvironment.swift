/// The environment in which steps run that do not name one: that of most steps, so that a step more elsewhere does not change it.
enum HomeEnvironment {
  /// Its id; empty where no step names one.
  static func of(_ steps: [DraftStep]) -> String {
    var counts: [String: Int] = [:]
    for step in steps where !step.environment.isEmpty { counts[step.environment, default: 0] += 1 }
    return counts.min { ($1.value, $0.key) < ($0.value, $1.key) }?.key ?? ""
  }
}
