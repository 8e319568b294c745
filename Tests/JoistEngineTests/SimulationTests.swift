import EngineReference
import TestSupport
import Testing

/// Random pipelines on random schedules, read along by the reference.
@Suite struct SimulationTests {
  @Test(
    "Random pipelines on random schedules keep every rule, with steps that keep state too", arguments: [false, true],
    0..<20)
  func randomPipelines(hasState: Bool, part: Int) {
    let all = Seeds.fromEnvironment.map { part == 0 ? [$0] : [] } ?? (0..<50).map { UInt64(part * 50 + $0 + 1) }
    for seed in all {
      do {
        var simulation = Simulation(seed: seed, hasState: hasState)
        _ = try simulation.run()
      } catch {
        Issue.record("\(error)\n\(Seeds.replay(seed, "SimulationTests", of: "JoistEngineTests"))")
      }
    }
  }
}
