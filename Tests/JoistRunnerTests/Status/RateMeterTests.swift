import Testing

@testable import JoistRunner

@Suite struct RateMeterTests {
  @Test("A rate covers the last seconds") func theRateOfTheLastSeconds() throws {
    var meter = RateMeter()
    #expect(meter.rate(ofCount: 0, at: 0) == nil)
    for second in 1...30 {
      let count = second <= 15 ? second * 1000 : 15_000 + (second - 15) * 10
      let measured = meter.rate(ofCount: count, at: Int64(second) * 1_000_000_000)
      let rate = try #require(measured)
      if second <= 15 { #expect(abs(rate - 1000) < 0.001) }
      if second >= 25 { #expect(abs(rate - 10) < 0.001) }
    }
  }

  @Test("The rate of an idle step becomes zero") func anIdleStepComesToZero() {
    var meter = RateMeter()
    _ = meter.rate(ofCount: 500, at: 0)
    let rate = meter.rate(ofCount: 500, at: 60_000_000_000)
    #expect(rate == 0)
  }
}
