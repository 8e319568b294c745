/// Partitions that hold a source's watermark though they have nothing to read, and for how much longer.
struct WatermarkHold: Equatable {
  /// The partitions without a record so far, and those whose records have all been read.
  var empty: [KafkaPartition] = []
  var finished: [KafkaPartition] = []
  /// Milliseconds until the last of them is idle; nil: not known.
  var left: Int64?

  /// `waits for partitions 0, 2, 3 of orders, which have no records (13 s more)`; nil: nothing holds the watermark.
  var text: String? {
    var parts: [String] = []
    if !empty.isEmpty { parts.append("\(Self.names(empty)), which \(empty.count == 1 ? "has" : "have") no records") }
    if !finished.isEmpty {
      parts.append("\(Self.names(finished)), which \(finished.count == 1 ? "has" : "have") no newer records")
    }
    if parts.isEmpty { return nil }
    let more = left.map { " (\(($0 + 999) / 1000) s more)" } ?? ""
    return "the watermark waits for " + parts.joined(separator: ", and for ") + more
  }

  /// `partitions 0, 2 of orders and partition 1 of totals`.
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
  /// What holds the watermark now.
  func hold(now: Int64) -> WatermarkHold {
    withPartitions(now: now) { partitions in
      var hold = WatermarkHold()
      // A partition that is ahead of the others shows that the others hold the watermark.
      let newest = partitions.compactMap(\.watermark).max()
      guard let newest else { return hold }
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

  /// Partitions whose watermarks differ by less do not interest anybody.
  private static let noticeableHold: Int64 = 3_000
}
