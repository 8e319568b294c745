import Beam
import JoistKafka
import Rows

/// Reads partitions by turns.
struct TopicReading {
  /// Where each partition ends; nil: nowhere.
  private let ends: [KafkaPartition: Int64]?
  private var readers: [KafkaPartitionReader] = []

  /// Records of a partition that are taken before the next one has its turn.
  private static let turn = 1000

  init(ends: [KafkaPartition: Int64]?) { self.ends = ends }

  /// Whether all partitions have been read to their ends.
  var isDone: Bool { readers.isEmpty }

  /// Adds a partition.
  mutating func add(_ reader: KafkaPartitionReader) { readers.append(reader) }

  /// Hands over the records that have arrived.
  /// - Returns: how many they were.
  mutating func take(atMost limit: Int, _ use: (KafkaRecord) throws -> Void) throws -> Int {
    var taken = 0
    for reader in readers {
      var inTurn = 0
      while inTurn < Self.turn, taken < limit, reader.position < end(of: reader), try reader.peek() != .nothing {
        if try reader.peek() == .record {
          try use(Self.copy(reader))
          taken += 1
          inTurn += 1
        }
        reader.advance()
      }
    }
    readers = readers.filter { $0.position < end(of: $0) }
    return taken
  }

  private func end(of reader: KafkaPartitionReader) -> Int64 { ends.map { $0[reader.partition] ?? 0 } ?? .max }

  private static func copy(_ reader: KafkaPartitionReader) -> KafkaRecord {
    let message = reader.message
    return KafkaRecord(
      key: message.key.map { Bytes($0) }, value: message.value.map { Bytes($0) }, headers: message.headers,
      timestamp: message.timestamp,
      position: KafkaPosition(
        topic: reader.partition.topic, partition: reader.partition.number, offset: message.offset))
  }
}
