import Beam
import Rows

/// What is still to be read of an assignment.
struct KafkaRestriction: Sendable, Equatable {
  /// The offsets of each partition, in their order.
  var parts: [OffsetRange]
  /// How many records at most, of all partitions together; `Int64.max` where it does not matter.
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

  /// `[17, 40)`.
  var description: String { parts.map { "\($0)" }.joined(separator: ", ") }
}

/// A record's place in an assignment.
struct KafkaClaim: Sendable {
  /// The place of its partition.
  var part: Int
  var offset: Int64
}

/// Keeps account of what has been read. One partition is read at a time; offsets are claimed of that one.
struct KafkaTracker: RestrictionTracker {
  private(set) var restriction: KafkaRestriction
  /// The partition that is read.
  private var part = 0
  /// The offset after the last claim in it.
  private(set) var next: Int64
  private var end: Int64
  private var left: Int64
  /// Whether what is not claimed belongs to somebody else.
  private var isCut = false

  init(_ restriction: KafkaRestriction) {
    self.restriction = restriction
    left = restriction.limit
    next = 0
    end = 0
    if !restriction.parts.isEmpty { load(0) }
  }

  /// Turns to a partition.
  /// - Returns: whether there is anything left to read of it.
  mutating func begin(_ part: Int) -> Bool {
    store()
    load(part)
    return !isDoneWithPart
  }

  /// Claims an offset of the partition that is read; false at its end, and where enough has been read.
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

  /// Passes over offsets that hold no record: the marks of transactions. They may be the last before the end.
  mutating func skip(to offset: Int64) { next = min(max(next, offset), end) }

  /// Whether nothing is left of the partition.
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
