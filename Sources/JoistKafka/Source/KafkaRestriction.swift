import Beam
import Rows

/// The part of an assignment that has not been read yet.
struct KafkaRestriction: Sendable, Equatable {
  /// The offsets left of each partition, in the order of the assignment.
  var parts: [OffsetRange]
  /// The most records to read of all partitions together; `Int64.max`: no limit.
  var limit: Int64
}

extension KafkaRestriction: Streamable, CustomStringConvertible {
  static func encode(_ value: borrowing Self, into writer: inout RawWriter) {
    writer.writeVarint(UInt64(value.parts.count))
    for part in value.parts { OffsetRange.encode(part, into: &writer) }
    Int64.encode(value.limit, into: &writer)
  }

  static func decode(from reader: inout RawReader) throws(CoderError) -> Self {
    var parts: [OffsetRange] = []
    for _ in 0..<(try reader.readLength()) { parts.append(try OffsetRange.decode(from: &reader)) }
    return KafkaRestriction(parts: parts, limit: try Int64.decode(from: &reader))
  }

  static var coderSpec: CoderSpec { CoderSpec(urn: "joist:coder:kafka_restriction:v1") }

  /// The ranges of offsets, such as `[17, 40)`.
  var description: String { parts.map { "\($0)" }.joined(separator: ", ") }
}

/// A record's position in an assignment.
struct KafkaClaim: Sendable {
  /// The index of the record's partition in the assignment.
  var part: Int
  var offset: Int64
}

/// Tracks which offsets have been claimed. One partition is read at a time, and offsets are claimed in that partition.
struct KafkaTracker: RestrictionTracker {
  private(set) var restriction: KafkaRestriction
  /// The index of the partition that is being read.
  private var part = 0
  /// The offset after the last claim in that partition.
  private(set) var next: Int64
  /// The end of that partition's range.
  private var end: Int64
  /// How many more records may be claimed.
  private var left: Int64
  /// Whether a checkpoint has taken the unclaimed offsets away.
  private var isCut = false

  init(_ restriction: KafkaRestriction) {
    self.restriction = restriction
    left = restriction.limit
    next = 0
    end = 0
    if !restriction.parts.isEmpty { load(0) }
  }

  /// Starts to read a partition.
  /// - Returns: whether anything is left to read in it.
  mutating func begin(_ part: Int) -> Bool {
    store()
    load(part)
    return !isDoneWithPart
  }

  /// Claims an offset of the current partition; false at its end, at the record limit, and after a checkpoint.
  mutating func tryClaim(_ claim: KafkaClaim) -> Bool {
    let offset = claim.offset
    if isCut || left == 0 { return false }
    if offset >= end {
      next = end
      return false
    }
    next = offset &+ 1
    left &-= 1
    return true
  }

  /// The offset after the last claim in a partition.
  func position(of part: Int) -> Int64 { part == self.part ? next : restriction.parts[part].from }

  /// Skips offsets without a record, such as the control records of transactions, which may be the last ones before the end.
  mutating func skip(to offset: Int64) { next = min(max(next, offset), end) }

  /// Whether nothing is left to read in the partition.
  private var isDoneWithPart: Bool { isCut || left == 0 || next >= end }

  mutating func checkpoint() -> KafkaRestriction? {
    store()
    if isDone { return nil }
    let rest = KafkaRestriction(parts: restriction.parts, limit: restriction.limit == .max ? .max : left)
    isCut = true
    return rest
  }

  var isDone: Bool {
    if isCut || left == 0 { return true }
    return restriction.parts.indices.allSatisfy { $0 == part ? next >= end : restriction.parts[$0].count == 0 }
  }

  private mutating func load(_ part: Int) {
    self.part = part
    next = restriction.parts[part].from
    end = restriction.parts[part].to
  }

  private mutating func store() {
    if !restriction.parts.isEmpty { restriction.parts[part] = OffsetRange(from: next, to: end) }
  }
}
