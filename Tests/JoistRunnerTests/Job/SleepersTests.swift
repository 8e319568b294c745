import Testing

@testable import JoistRunner

@Suite struct SleepersTests {
  @Test func oneThreadWatchesTheTimeAndOthersAreWokenForWorkFirst() {
    var sleepers = Sleepers(threads: 3)
    let times = [sleepers.sleep(0, until: 100), sleepers.sleep(1, until: 100), sleepers.sleep(2, until: 200)]
    #expect(times == [100, nil, nil])
    #expect(sleepers.count == 3)
    let chosen = [
      sleepers.chooseForWork(), sleepers.chooseForWork(), sleepers.chooseForWork(), sleepers.chooseForWork(),
    ]
    #expect(chosen == [1, 2, 0, nil])
    #expect(sleepers.count == 0)
  }

  @Test func aThreadIsWokenToWatchAnEarlierTimeOnlyWhereNobodyDoes() {
    var sleepers = Sleepers(threads: 2)
    _ = sleepers.sleep(0, until: 100)
    _ = sleepers.sleep(1, until: nil)
    let chosen = [sleepers.chooseToWatch(nil), sleepers.chooseToWatch(100), sleepers.chooseToWatch(50)]
    #expect(chosen == [nil, nil, 1])
  }
}
