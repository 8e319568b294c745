import EngineReference
import Testing

/// Random pipelines on random schedules, read along by the reference.
@Suite struct SimulationTests {
  /// How to see a failing seed alone.
  static func replay(_ seed: UInt64) -> Comment {
    "seed \(seed); replay: JOIST_SEED=\(seed) JOIST_TESTS=JoistEngineTests swift test --scratch-path .build/quick --filter SimulationTests"
  }

  @Test(arguments: 0..<20)
  func randomPipelinesKeepEveryRule(part: Int) {
    let all = Seeds.fromEnvironment.map { part == 0 ? [$0] : [] } ?? (0..<50).map { UInt64(part * 50 + $0 + 1) }
    for seed in all {
      do {
        var simulation = Simulation(seed: seed)
        _ = try simulation.run()
      } catch {
        Issue.record("\(error)\n\(Self.replay(seed))")
      }
    }
  }
}
