import Testing

@testable import JoistKafka

@Suite("Detection of replaced partitions")
struct PartitionIdentityTests {
  /// A log of times, as a broker answers questions about it.
  private struct Log {
    var times: [Int64]

    func first(asLateAs time: Int64) -> Int64? { times.firstIndex { $0 >= time }.map { Int64($0) } }
  }

  /// Reads a log and asks about it in turns.
  /// - Returns: whether all answers fit.
  private func turn(_ identity: inout PartitionIdentity, _ log: Log, readUpTo offset: Int) -> Bool {
    if offset > 0 { identity.note(ReadRecord(offset: Int64(offset - 1), time: log.times[offset - 1])) }
    if let time = identity.timeToAsk, let first = log.first(asLateAs: time) { identity.answer(first, for: time) }
    guard let time = identity.timeToVerify, let first = log.first(asLateAs: time) else { return true }
    return identity.verify(first)
  }

  @Test("A partition stays the same when records are added in any order of time and old ones are deleted")
  func same() {
    var generator = SystemRandomNumberGenerator()
    for _ in 0..<200 {
      var log = Log(times: [])
      var identity = PartitionIdentity()
      for _ in 0..<20 {
        log.times += (0..<Int.random(in: 0...5)).map { _ in Int64.random(in: -5...100, using: &generator) }
        // A broker keeps offsets when records go: nothing is as late as what is gone.
        for index in log.times.indices.prefix(Int.random(in: 0...3)) { log.times[index] = .min }
        let fits = turn(&identity, log, readUpTo: Int.random(in: 0...log.times.count))
        #expect(fits)
      }
    }
  }

  @Test("A log of any length with later records is another partition", arguments: [1, 5, 500, 800])
  func replaced(count: Int) {
    var identity = PartitionIdentity()
    let old = Log(times: (0..<500).map { 1_000 + $0 })
    for position in [100, 300, 500] { #expect(turn(&identity, old, readUpTo: position)) }
    let new = Log(times: (0..<Int64(count)).map { 2_000 + $0 })
    // Also where records of the new log were read before it was noticed.
    if count > 500 { identity.note(ReadRecord(offset: Int64(count - 1), time: new.times[count - 1])) }
    if let time = identity.timeToAsk, let first = new.first(asLateAs: time) { identity.answer(first, for: time) }
    let time = identity.timeToVerify
    #expect(time.flatMap { new.first(asLateAs: $0) }.map { identity.verify($0) } == false)
  }
}
