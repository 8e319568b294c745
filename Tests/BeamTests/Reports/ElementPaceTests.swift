import Testing

@testable import Beam

@Suite struct ElementPaceTests {
  @Test("A pace limits elements per second and reports how many were skipped")
  func pace() {
    let pace = ElementPace(perSecond: 2)
    let start = ContinuousClock.now + .seconds(10)
    #expect((0..<5).map { _ in pace.pass(now: start) } == [0, 0, nil, nil, nil])
    #expect(pace.pass(now: start + .seconds(1)) == 3)
    #expect(pace.pass(now: start + .seconds(1)) == 0)
  }
}
