import Testing

@testable import JoistRunner

@Suite struct MonitorTests {
  @Test("A waiting thread sees the changes of another thread") func aWaitingThreadSeesWhatAnotherChanges() throws {
    let monitor = Monitor(0, conditions: 2)
    let other = try WorkerThread(name: "other") {
      for _ in 0..<1000 {
        monitor.withLock { $0 += 1 }
        monitor.signal(1)
      }
    }
    let seen = monitor.wait(on: 1) { $0 == 1000 ? .done($0) : .wait(nanoseconds: nil) }
    other.join()
    #expect(seen == 1000)
  }

  @Test("A wait ends at its deadline without a signal") func aWaitEndsAtItsDeadlineWithoutBeingWoken() {
    let monitor = Monitor(0, conditions: 2)
    let looks = monitor.wait(on: 1) { looks -> Monitor<Int>.Decision<Int> in
      looks += 1
      return looks == 3 ? .done(looks) : .wait(nanoseconds: 1000)
    }
    #expect(looks == 3)
  }

  @Test("The lock is released when the body throws") func theLockIsReleasedWhenTheBodyThrows() {
    struct Refused: Error {}
    let monitor = Monitor(1, conditions: 2)
    #expect(throws: Refused.self) { try monitor.withLock { _ in throw Refused() } }
    #expect(monitor.withLock { $0 } == 1)
  }
}
