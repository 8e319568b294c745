import Beam
import Rows

/// Partitions that are read together, with the offsets to read.
struct KafkaAssignment: Sendable, Equatable {
  /// A partition with its offsets.
  struct Part: Sendable, Equatable {
    var partition: KafkaPartition
    var offsets: OffsetRange
  }

  /// The partitions; more than one only for a read of a number of records.
  var parts: [Part]
  /// The most records to read of all partitions together.
  var limit: Int64
  /// The number of partitions that the whole step reads.
  var partitionCount: Int
}

extension KafkaAssignment: Streamable {
  static func encode(_ value: borrowing Self, into writer: inout RawWriter) {
    writer.writeVarint(UInt64(value.parts.count))
    for part in value.parts {
      String.encode(part.partition.topic, into: &writer)
      writer.writeVarint(UInt64(UInt32(bitPattern: part.partition.number)))
      OffsetRange.encode(part.offsets, into: &writer)
    }
    Int64.encode(value.limit, into: &writer)
    Int64.encode(Int64(value.partitionCount), into: &writer)
  }

  static func decode(from reader: inout RawReader) throws(CoderError) -> Self {
    var parts: [Part] = []
    for _ in 0..<(try reader.readLength()) {
      let topic = try String.decode(from: &reader)
      let number = Int32(truncatingIfNeeded: try reader.readVarint())
      parts.append(
        Part(partition: KafkaPartition(topic, number), offsets: try OffsetRange.decode(from: &reader)))
    }
    let limit = try Int64.decode(from: &reader)
    return KafkaAssignment(
      parts: parts, limit: limit, partitionCount: Int(truncatingIfNeeded: try Int64.decode(from: &reader)))
  }

  static var coderSpec: CoderSpec { CoderSpec(urn: "joist:coder:kafka_assignment:v1") }
}

extension KafkaAssignment: CustomStringConvertible {
  /// The partitions and their first offsets, such as `visits[3] from 17`.
  var description: String {
    parts.map { "\($0.partition) from \($0.offsets.from)" }.joined(separator: ", ")
  }
}
