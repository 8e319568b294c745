import Testing

@testable import JoistKafka

@Suite("Partitions that take turns")
struct ReaderScheduleTests {
  private let start = ContinuousClock.now

  private func partition(_ number: Int) -> KafkaPartition { KafkaPartition("in", Int32(number)) }

  /// Readers that nobody uses.
  private func idle(_ numbers: [Int], atEnd: Set<Int> = []) -> [ReaderSchedule.Idle] {
    numbers.map { ReaderSchedule.Idle(partition: partition($0), isAtEnd: atEnd.contains($0)) }
  }

  @Test("Partitions get readers up to the capacity, then wait for the longest time slice to end")
  func order() {
    var schedule = ReaderSchedule(capacity: 2)
    #expect(schedule.ask(partition(0), idle: idle([]), now: start) == .new)
    #expect(schedule.ask(partition(1), idle: idle([]), now: start + .milliseconds(10)) == .new)
    let early = start + .milliseconds(900)
    #expect(schedule.ask(partition(2), idle: idle([0, 1]), now: early) == .waiting)
    #expect(schedule.ask(partition(3), idle: idle([0, 1]), now: early) == .waiting)
    let late = start + .milliseconds(1_005)
    #expect(schedule.ask(partition(3), idle: idle([0, 1]), now: late) == .waiting)
    #expect(schedule.ask(partition(2), idle: idle([0, 1]), now: late) == .replacing(partition(0)))
    #expect(schedule.ask(partition(3), idle: idle([1]), now: start + .milliseconds(1_100)) == .replacing(partition(1)))
  }

  @Test("A reader in use is not replaced, and one at its end is replaced at once")
  func ends() {
    var schedule = ReaderSchedule(capacity: 2)
    for number in 0..<2 { #expect(schedule.ask(partition(number), idle: idle([]), now: start) == .new) }
    let late = start + .seconds(10)
    #expect(schedule.ask(partition(2), idle: idle([]), now: late) == .waiting)
    var other = ReaderSchedule(capacity: 2)
    for number in 0..<2 { #expect(other.ask(partition(number), idle: idle([]), now: start) == .new) }
    #expect(other.ask(partition(2), idle: idle([0, 1], atEnd: [1]), now: start) == .replacing(partition(1)))
    other.end(partition(2))
    #expect(other.ask(partition(3), idle: idle([0]), now: start) == .new)
  }

  @Test("A partition that stops asking does not delay others")
  func gone() {
    var schedule = ReaderSchedule(capacity: 1)
    #expect(schedule.ask(partition(0), idle: idle([]), now: start) == .new)
    #expect(schedule.ask(partition(1), idle: idle([]), now: start) == .waiting)
    #expect(schedule.ask(partition(2), idle: idle([]), now: start) == .waiting)
    let later = start + .seconds(6)
    #expect(schedule.ask(partition(2), idle: idle([0]), now: start + .seconds(4)) == .waiting)
    #expect(schedule.ask(partition(2), idle: idle([0]), now: later) == .replacing(partition(0)))
  }

  @Test("Many more partitions than the capacity all get their turns, in any order of asking")
  func all() {
    var generator = SystemRandomNumberGenerator()
    var schedule = ReaderSchedule(capacity: 7)
    var reading: Set<Int> = []
    var served: Set<Int> = []
    var now = start
    for _ in 0..<200 {
      now += .milliseconds(250)
      for number in (0..<100).shuffled(using: &generator) where !reading.contains(number) {
        switch schedule.ask(partition(number), idle: idle(Array(reading)), now: now) {
        case .waiting: continue
        case .replacing(let other): reading.remove(Int(other.number))
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
