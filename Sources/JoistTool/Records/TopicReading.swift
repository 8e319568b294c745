import Beam
import JoistKafka
import Rows

/// Reads several partitions in turn.
struct TopicReading {
  /// The end of each partition; nil: read without end.
  private let ends: [KafkaPartition: Int64]?
  private var readers: [KafkaPartitionReader] = []

  /// The most records of a partition to read before the next partition's turn.
  private static let turn = 1000

  init(ends: [KafkaPartition: Int64]?) { self.ends = ends }

  /// Whether all partitions have been read to their ends.
  var isDone: Bool { readers.isEmpty }

  /// Adds a partition.
  mutating func add(_ reader: KafkaPartitionReader) { readers.append(reader) }

  /// Calls `use` with the records that have arrived.
  /// - Returns: the number of records.
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
