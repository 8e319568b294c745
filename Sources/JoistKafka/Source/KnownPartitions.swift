import Beam
import Rows

/// How many partitions of each topic have been handed on for reading; their numbers begin at 0, and topics only grow.
struct KnownPartitions: Sendable, Equatable {
  /// By topic, in the order of the source.
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

  /// `3 known`.
  var description: String { "\(counts.reduce(0, +)) known" }
}

/// A partition by the place of its topic in the source.
struct KafkaClaimedPartition: Sendable {
  var topic: Int
  var number: Int64
}

/// Keeps account of the partitions that were handed on. There may always be more.
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
