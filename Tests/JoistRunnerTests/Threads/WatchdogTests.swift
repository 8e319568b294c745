import BeamWorker
import JoistPlan
import Testing

@testable import JoistRunner

@Suite struct WatchdogTests {
  private func observation(_ step: String?, _ batches: Int = 0, since: Int64 = 100) -> ThreadActivity.Observation {
    ThreadActivity.Observation(
      stage: StageID(1), since: since, step: step.map { StepActivity(step: $0, batches: batches) })
  }

  @Test("Elements that make no progress are reported once") func elementsThatStandStillAreNamedOnce() {
    var watchdog = Watchdog(limit: 300, threads: 1)
    let looks = [400, 699, 700, 900].map { watchdog.look([observation("Slow", 7)], at: $0) }
    #expect(looks == [[], [], [.init(observation: observation("Slow", 7), duration: 300)], []])
  }

  @Test("A long bundle with progress is not reported") func aLongBundleWhoseElementsMoveIsNotNamed() {
    var watchdog = Watchdog(limit: 300, threads: 1)
    for number in 0..<100 {
      let found = watchdog.look([observation("Busy", number)], at: 400 + Int64(number) * 100)
      #expect(found == [])
    }
  }

  @Test("A stage with unknown steps is reported by its bundle") func aStageWhoseStepsAreNotKnownIsNamedByItsBundle() {
    var watchdog = Watchdog(limit: 300, threads: 2)
    let looks = [390, 400].map { watchdog.look([observation(nil), nil], at: $0) }
    #expect(looks == [[], [.init(observation: observation(nil), duration: 300)]])
    let next = [500, 800].map { watchdog.look([observation(nil, since: 500), nil], at: $0) }
    #expect(next == [[], [.init(observation: observation(nil, since: 500), duration: 300)]])
  }

  @Test("A thread shows its activity") func aThreadShowsWhatItDoes() {
    let activity = ThreadActivity()
    #expect(activity.observation == nil)
    activity.begin(StageID(3), with: nil, at: 50)
    #expect(activity.observation == ThreadActivity.Observation(stage: StageID(3), since: 50, step: nil))
    activity.end()
    #expect(activity.observation == nil)
  }
}
