import JoistRunner
import Testing

@Suite struct ClockTests {
  @Test func manualClockStandsUntilMovedAndNeverGoesBack() {
    let clock = ManualClock(at: 1000)
    #expect(clock.processingTime == 1000)
    clock.advance(byMilliseconds: 5)
    #expect(clock.processingTime == 1005)
    #expect(clock.monotonicNanoseconds == 1_005_000_000)
    clock.advance(to: 900)
    #expect(clock.processingTime == 1005)
    clock.advance(to: 2000)
    #expect(clock.processingTime == 2000)
  }

  @Test func systemClockDoesNotGoBack() {
    let clock = SystemClock()
    let (monotonic, processing) = (clock.monotonicNanoseconds, clock.processingTime)
    #expect(clock.monotonicNanoseconds >= monotonic)
    #expect(clock.processingTime >= processing)
    #expect(processing > 1_700_000_000_000)
  }
}
