import Beam
import Rows

/// The partitions that hold a source's watermark although they have nothing to read, and for how much longer.
struct WatermarkHold: Equatable {
  /// The partitions that have had no record yet.
  var empty: [KafkaPartition] = []
  /// The partitions whose records have all been read.
  var finished: [KafkaPartition] = []
  /// Where the watermark stays, since all partitions are idle and do not follow the clock; nil: it does not.
  var standsAt: Int64?
  /// How far the watermark is ahead of the clock, in milliseconds, if that is far; nil: it is not.
  var ahead: Int64?
  /// The time until the last of them is idle, in milliseconds; nil: not known.
  var left: Int64?

  /// The text for the status: `the watermark waits for partitions 0, 2, 3 of orders, which have no records (13 s more)`; nil: there
  /// is nothing to explain.
  var text: String? {
    if let ahead {
      return
        "the watermark is \(ReadableDuration.text(milliseconds: ahead)) ahead of the clock, since a record has that time: "
        + "earlier records are late; "
        + "`maxAhead` sets a limit"
    }
    if let standsAt {
      return
        "all partitions are idle: the watermark stays at \(Timestamp(milliseconds: standsAt)) until a newer record comes"
    }
    var parts: [String] = []
    if !empty.isEmpty { parts.append("\(Self.names(empty)), which \(empty.count == 1 ? "has" : "have") no records") }
    if !finished.isEmpty {
      parts.append("\(Self.names(finished)), which \(finished.count == 1 ? "has" : "have") no newer records")
    }
    if parts.isEmpty { return nil }
    let more = left.map { " (\(($0 + 999) / 1000) s more)" } ?? ""
    return "the watermark waits for " + parts.joined(separator: ", and for ") + more
  }

  /// The partitions as text, such as `partitions 0, 2 of orders and partition 1 of totals`.
  private static func names(_ partitions: [KafkaPartition]) -> String {
    let byTopic = Dictionary(grouping: partitions.sorted(), by: \.topic).sorted { $0.key < $1.key }
    return byTopic.map { topic, partitions in
      let numbers = partitions.prefix(8).map { "\($0.number)" }.joined(separator: ", ")
      let rest = partitions.count > 8 ? " and \(partitions.count - 8) more" : ""
      return "partition\(partitions.count == 1 ? "" : "s") \(numbers)\(rest) of \(topic)"
    }.joined(separator: " and ")
  }
}

extension PartitionStates {
  /// The partitions that hold the watermark now.
  func hold(now: Int64) -> WatermarkHold {
    withPartitions(now: now) { partitions in
      var hold = WatermarkHold()
      if !policy.idleFollowsClock, !partitions.isEmpty, partitions.allSatisfy(\.isIdle) {
        hold.standsAt = partitions.compactMap(\.watermark).max()
        return hold
      }
      // The other partitions hold the watermark only if one partition is ahead of them.
      let newest = partitions.compactMap(\.watermark).max()
      guard let newest else { return hold }
      if !policy.idleFollowsClock, newest - now >= Self.noticeableLead { hold.ahead = newest - now }
      for partition in partitions where partition.isAtEnd && !partition.isIdle {
        if let own = partition.watermark, newest - own < Self.noticeableHold { continue }
        if partition.hasRecords {
          hold.finished.append(partition.partition)
        } else {
          hold.empty.append(partition.partition)
        }
        if let left = partition.untilIdle { hold.left = max(hold.left ?? 0, left) }
      }
      return hold
    }
  }

  /// The least distance of the watermark ahead of the clock that is reported, in milliseconds.
  private static let noticeableLead: Int64 = 3_600_000

  /// The least difference between the watermarks of two partitions that is reported, in milliseconds.
  private static let noticeableHold: Int64 = 3_000
}
