import Beam
import Rows

/// How many partitions of each topic have been emitted for reading. Partitions are numbered from 0, and topics only grow.
struct KnownPartitions: Sendable, Equatable {
  /// The counts by topic, in the order of the source.
  var counts: [Int64]
}

extension KnownPartitions: Streamable, CustomStringConvertible {
  static func encode(_ value: borrowing Self, into writer: inout RawWriter) {
    writer.writeVarint(UInt64(value.counts.count))
    for count in value.counts { Int64.encode(count, into: &writer) }
  }

  static func decode(from reader: inout RawReader) throws(CoderError) -> Self {
    var counts: [Int64] = []
    for _ in 0..<(try reader.readLength()) { counts.append(try Int64.decode(from: &reader)) }
    return KnownPartitions(counts: counts)
  }

  static var coderSpec: CoderSpec { CoderSpec(urn: "joist:coder:kafka_known_partitions:v1") }

  /// The number of partitions, such as `3 known`.
  var description: String { "\(counts.reduce(0, +)) known" }
}

/// A partition, with its topic given as an index.
struct KafkaClaimedPartition: Sendable {
  /// The index of the topic in the source.
  var topic: Int
  var number: Int64
}

/// Tracks the partitions that were emitted. It is never done by itself, since a topic may always get more partitions.
struct KnownPartitionsTracker: RestrictionTracker {
  private(set) var restriction: KnownPartitions
  private var isCut = false

  init(_ restriction: KnownPartitions) { self.restriction = restriction }

  /// Claims the next partition of a topic.
  mutating func tryClaim(_ partition: KafkaClaimedPartition) -> Bool {
    if isCut { return false }
    restriction.counts[partition.topic] = partition.number + 1
    return true
  }

  mutating func checkpoint() -> KnownPartitions? {
    defer { isCut = true }
    return isCut ? nil : restriction
  }

  var isDone: Bool { isCut }
}
