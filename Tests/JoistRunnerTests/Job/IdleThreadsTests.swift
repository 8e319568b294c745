import Testing

@testable import JoistRunner

@Suite struct IdleThreadsTests {
  @Test("One thread watches the time, and the others are woken for work first")
  func oneThreadWatchesTheTimeAndOthersAreWokenForWorkFirst() {
    var idleThreads = IdleThreads(threads: 3)
    let times = [idleThreads.sleep(0, until: 100), idleThreads.sleep(1, until: 100), idleThreads.sleep(2, until: 200)]
    #expect(times == [100, nil, nil])
    #expect(idleThreads.count == 3)
    let chosen = [
      idleThreads.chooseForWork(), idleThreads.chooseForWork(), idleThreads.chooseForWork(),
      idleThreads.chooseForWork(),
    ]
    #expect(chosen == [1, 2, 0, nil])
    #expect(idleThreads.count == 0)
  }

  @Test("A thread is woken to watch an earlier time only if no other thread does")
  func aThreadIsWokenToWatchAnEarlierTimeOnlyWhereNobodyDoes() {
    var idleThreads = IdleThreads(threads: 2)
    _ = idleThreads.sleep(0, until: 100)
    _ = idleThreads.sleep(1, until: nil)
    let chosen = [idleThreads.chooseToWatch(nil), idleThreads.chooseToWatch(100), idleThreads.chooseToWatch(50)]
    #expect(chosen == [nil, nil, 1])
  }
}
