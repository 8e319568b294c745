import JoistRunner
import Testing

@Suite struct ClockTests {
  @Test("A manual clock moves only when told to and never goes back") func manualClockStandsUntilMovedAndNeverGoesBack()
  {
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

  @Test("A manual clock supports the whole range of processing time", arguments: [Int64(9_460_800_000_000), Int64.max])
  func manualClockGoesFar(time: Int64) {
    let clock = ManualClock(at: 1)
    clock.advance(to: time)
    #expect(clock.processingTime == time)
    let monotonic = clock.monotonicNanoseconds
    #expect(monotonic > 1_000_000 && !monotonic.addingReportingOverflow(3_600_000_000_000).overflow)
  }

  @Test("The system clock does not go back") func systemClockDoesNotGoBack() {
    let clock = SystemClock()
    let (monotonic, processing) = (clock.monotonicNanoseconds, clock.processingTime)
    #expect(clock.monotonicNanoseconds >= monotonic)
    #expect(clock.processingTime >= processing)
    #expect(processing > 1_700_000_000_000)
  }
}
