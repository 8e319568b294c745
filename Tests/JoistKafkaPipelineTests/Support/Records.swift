import Joist
import JoistKafka
import KafkaTestSupport

extension TestCluster {
  /// The brokers.
  var brokers: KafkaBrokers { KafkaBrokers(bootstrapServers) }

  /// Writes numbers as values to each partition of a topic, in order.
  /// - Parameter time: the timestamp of each, in milliseconds; by default that of writing.
  func write(
    _ numbers: Range<Int>, toEachOf partitions: Int32, of topic: String, at time: ((Int) -> Int64)? = nil
  ) throws {
    let producer = try KafkaProducerClient(
      KafkaProducerOptions(brokers: bootstrapServers), topics: [topic], logger: silent)
    let batch = try producer.newBatch(to: topic)
    for number in numbers {
      for partition in 0..<partitions {
        let value = Bytes(utf8: "\(number)")
        _ = try value.withUnsafeBytes {
          try batch.send(
            key: $0, value: $0, timestamp: time.map { Timestamp(milliseconds: $0(number)) }, partition: partition)
        }
      }
    }
    batch.finish { _ in }
    guard producer.flush(within: .seconds(120)) else { throw TestFailure("records were not written") }
  }

  /// The numbers in each partition of a topic, in order of offset.
  func numbers(in topic: String, partitions: Int) throws -> [[Int]] {
    var found = Array(repeating: [Int](), count: partitions)
    for record in try IndependentClient.read(topic, at: bootstrapServers) {
      guard let partition = record.partition, let number = record.valueText.flatMap({ Int($0) }) else {
        throw TestFailure("not a number: \(record)")
      }
      found[Int(partition)].append(number)
    }
    return found
  }
}

/// The number that a record has as its value.
func number(of record: KafkaRecord) -> Int { record.valueText.flatMap { Int($0) } ?? -1 }

extension Sequence where Element: Hashable {
  /// The first occurrence of each element.
  var firsts: [Element] {
    var seen: Set<Element> = []
    return filter { seen.insert($0).inserted }
  }
}

extension KafkaSink {
  /// A sink that keeps the partition of what it is given.
  static func samePartition(_ topic: String, _ cluster: TestCluster) -> KafkaSink {
    KafkaSink(topic: topic, brokers: cluster.brokers) { $0.position?.partition }
  }
}

/// Whether tests can look with another client.
let otherClient = IndependentClient.isPresent
