import Joist
import JoistKafka
import KafkaTestSupport

/// Random records with their times, how they arrive, and how they are counted.
struct History {
  struct Entry {
    var time: Int64
    var key: Int
    var partition: Int32
  }

  /// The records, in the order in which they stand in the topic.
  var entries: [Entry]
  var partitions: Int
  /// The length of windows and the distance of their starts, in milliseconds.
  var window: Int64
  var period: Int64
  /// Records in one batch of the producer; a small batch makes many fetches and so many bundles.
  var batch: Int
  /// Microseconds of work for each record.
  var work: UInt32

  init(_ random: inout some RandomNumberGenerator) {
    let span = [1_000, 60_000, 3_600_000, 86_400_000].randomElement(using: &random) ?? 1
    let partitions = Int.random(in: 1...3, using: &random)
    self.partitions = partitions
    entries = (0..<Int.random(in: 1...60, using: &random)).map { _ in
      Entry(
        time: 1_700_000_000_000 + Int64.random(in: 0..<Int64(span), using: &random),
        key: Int.random(in: 0..<3, using: &random), partition: Int32.random(in: 0..<Int32(partitions), using: &random))
    }
    switch Int.random(in: 0..<4, using: &random) {
    case 0: entries.sort { $0.time < $1.time }
    case 1: entries.sort { $0.time > $1.time }
    default: break
    }
    period = Int64(span) / Int64.random(in: 1...20, using: &random)
    window = period * Int64.random(in: 1...3, using: &random)
    batch = Int.random(in: 1...16, using: &random)
    work = [0, 0, 100, 1_000].randomElement(using: &random) ?? 0
  }

  /// The count of each key in each window, as `count` gives them.
  var expected: [String] {
    var counts: [KV<Int, Int64>: Int] = [:]
    for entry in entries {
      var start = entry.time - entry.time % period
      while start > entry.time - window {
        counts[KV(entry.key, start), default: 0] += 1
        start -= period
      }
    }
    return counts.map { "\($0.key.value) \($0.key.key): \($0.value)" }.sorted()
  }

  /// Counts keys by windows.
  func count(_ keys: PCollection<Int>, into counts: Collected<String>) {
    let work = work
    keys
      .map("Work") { key in
        if work > 0 { spend(microseconds: work) }
        return key
      }
      .windowed(by: .sliding(.milliseconds(window), every: .milliseconds(period)))
      .countPerElement()
      .parDo("Name", NameWindow()).main
      .parDo(Collect(into: counts))
  }

  /// Writes the records to a topic.
  func write(to topic: String, on cluster: TestCluster) throws {
    let producer = try KafkaProducerClient(
      KafkaProducerOptions(brokers: cluster.bootstrapServers, properties: ["batch.num.messages": "\(batch)"]),
      topics: [topic], logger: silent)
    let sending = try producer.newBatch(to: topic)
    for entry in entries {
      _ = try Bytes(utf8: "\(entry.key)").withUnsafeBytes {
        try sending.send(
          key: nil, value: $0, timestamp: Timestamp(milliseconds: entry.time), partition: entry.partition)
      }
    }
    sending.finish { _ in }
    guard producer.flush(within: .seconds(60)) else { throw TestFailure("records were not written") }
  }

  /// The records as lines of a file.
  var lines: [String] { entries.map { "\($0.time) \($0.key)" } }
}

/// Names a count by its window: `start key: count`.
private struct NameWindow: DoFn {
  typealias Input = KV<Int, Int>
  typealias Output = String

  mutating func process(_ count: KV<Int, Int>, in context: borrowing Context<String>) {
    for window in context.windows { context.emit("\(window.start.milliseconds) \(count.key): \(count.value)") }
  }
}

/// Works, without giving the processor away.
private func spend(microseconds: UInt32) {
  let end = ContinuousClock.now + .microseconds(Int(microseconds))
  while ContinuousClock.now < end {}
}
