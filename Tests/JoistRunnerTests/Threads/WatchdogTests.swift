import JoistPlan
import Testing

@testable import JoistRunner

@Suite struct WatchdogTests {
  @Test func whatTakesTooLongIsNamedOnce() {
    var watchdog = Watchdog(limit: 300, threads: 2)
    let slow = ThreadActivity.Sight(stage: StageID(1), since: 100)
    let quick = ThreadActivity.Sight(stage: StageID(2), since: 390)
    let looks = [399, 400, 500].map { watchdog.look([slow, quick], at: $0) }
    #expect(looks == [[], [slow], []])
    let next = ThreadActivity.Sight(stage: StageID(1), since: 500)
    let later = watchdog.look([next, nil], at: 900)
    #expect(later == [next])
  }

  @Test func aThreadShowsWhatItDoes() {
    let activity = ThreadActivity()
    #expect(activity.sight == nil)
    activity.begin(StageID(3), at: 50)
    #expect(activity.sight == ThreadActivity.Sight(stage: StageID(3), since: 50))
    activity.end()
    #expect(activity.sight == nil)
  }
}
