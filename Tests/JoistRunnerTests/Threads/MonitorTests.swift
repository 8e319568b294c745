import Testing

@testable import JoistRunner

@Suite struct MonitorTests {
  @Test func aWaitingThreadSeesWhatAnotherChanges() throws {
    let monitor = Monitor(0)
    let other = try WorkerThread(name: "other") {
      for _ in 0..<1000 {
        monitor.withLock { $0 += 1 }
        monitor.wakeOne()
      }
    }
    let seen = monitor.wait { $0 == 1000 ? .done($0) : .wait(nanoseconds: nil) }
    other.join()
    #expect(seen == 1000)
  }

  @Test func aWaitEndsAtItsDeadlineWithoutBeingWoken() {
    let monitor = Monitor(0)
    let looks = monitor.wait { looks -> Monitor<Int>.Turn<Int> in
      looks += 1
      return looks == 3 ? .done(looks) : .wait(nanoseconds: 1000)
    }
    #expect(looks == 3)
  }

  @Test func theLockIsReleasedWhenTheBodyThrows() {
    struct Refused: Error {}
    let monitor = Monitor(1)
    #expect(throws: Refused.self) { try monitor.withLock { _ in throw Refused() } }
    #expect(monitor.withLock { $0 } == 1)
  }
}
