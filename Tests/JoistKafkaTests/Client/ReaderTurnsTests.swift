import Testing

@testable import JoistKafka

@Suite("Partitions that are read in turn")
struct ReaderTurnsTests {
  private let start = ContinuousClock.now

  private func partition(_ number: Int) -> KafkaPartition { KafkaPartition("in", Int32(number)) }

  /// Readers that nobody uses.
  private func idle(_ numbers: [Int], atEnd: Set<Int> = []) -> [ReaderTurns.Idle] {
    numbers.map { ReaderTurns.Idle(partition: partition($0), isAtEnd: atEnd.contains($0)) }
  }

  @Test("each gets a place while there are any; then it waits for a turn to be over, and the longest turn ends first")
  func order() {
    var turns = ReaderTurns(places: 2)
    #expect(turns.ask(partition(0), idle: idle([]), now: start) == .new)
    #expect(turns.ask(partition(1), idle: idle([]), now: start + .milliseconds(10)) == .new)
    let early = start + .milliseconds(900)
    #expect(turns.ask(partition(2), idle: idle([0, 1]), now: early) == .waiting)
    #expect(turns.ask(partition(3), idle: idle([0, 1]), now: early) == .waiting)
    let late = start + .milliseconds(1_005)
    #expect(turns.ask(partition(3), idle: idle([0, 1]), now: late) == .waiting)
    #expect(turns.ask(partition(2), idle: idle([0, 1]), now: late) == .inPlaceOf(partition(0)))
    #expect(turns.ask(partition(3), idle: idle([1]), now: start + .milliseconds(1_100)) == .inPlaceOf(partition(1)))
  }

  @Test("a reader in use keeps its place, and one at its end gives it up at once")
  func ends() {
    var turns = ReaderTurns(places: 2)
    for number in 0..<2 { #expect(turns.ask(partition(number), idle: idle([]), now: start) == .new) }
    let late = start + .seconds(10)
    #expect(turns.ask(partition(2), idle: idle([]), now: late) == .waiting)
    var other = ReaderTurns(places: 2)
    for number in 0..<2 { #expect(other.ask(partition(number), idle: idle([]), now: start) == .new) }
    #expect(other.ask(partition(2), idle: idle([0, 1], atEnd: [1]), now: start) == .inPlaceOf(partition(1)))
    other.end(partition(2))
    #expect(other.ask(partition(3), idle: idle([0]), now: start) == .new)
  }

  @Test("one that does not ask any more does not keep others waiting")
  func gone() {
    var turns = ReaderTurns(places: 1)
    #expect(turns.ask(partition(0), idle: idle([]), now: start) == .new)
    #expect(turns.ask(partition(1), idle: idle([]), now: start) == .waiting)
    #expect(turns.ask(partition(2), idle: idle([]), now: start) == .waiting)
    let later = start + .seconds(6)
    #expect(turns.ask(partition(2), idle: idle([0]), now: start + .seconds(4)) == .waiting)
    #expect(turns.ask(partition(2), idle: idle([0]), now: later) == .inPlaceOf(partition(0)))
  }

  @Test("of many more partitions than places, each gets its turn, in any order of asking")
  func all() {
    var generator = SystemRandomNumberGenerator()
    var turns = ReaderTurns(places: 7)
    var reading: Set<Int> = []
    var served: Set<Int> = []
    var now = start
    for _ in 0..<200 {
      now += .milliseconds(250)
      for number in (0..<100).shuffled(using: &generator) where !reading.contains(number) {
        switch turns.ask(partition(number), idle: idle(Array(reading)), now: now) {
        case .waiting: continue
        case .inPlaceOf(let other): reading.remove(Int(other.number))
        case .new: break
        }
        reading.insert(number)
        served.insert(number)
        #expect(reading.count <= 7)
      }
    }
    #expect(served.count == 100)
  }
}
