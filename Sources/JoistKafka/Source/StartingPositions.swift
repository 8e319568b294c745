/// Chooses the starting positions of a source's partitions.
struct StartingPositions {
  let source: KafkaSource
  /// Where to start without a known position.
  let offsetReset: OffsetReset

  /// The starting positions of the partitions that exist when the job starts.
  /// - Parameters:
  ///   - held: the offsets that the partitions hold.
  ///   - committed: the positions that the group has committed.
  /// - Throws: ``KafkaError`` with the code `lostPosition` if a position is not known and `auto.offset.reset` is `error`.
  func initial(
    of held: [KafkaPartition: PartitionOffsets], committed: [KafkaPartition: Int64]
  ) throws(KafkaError) -> [KafkaPartition: Int64] {
    switch source.start {
    case .earliest: return held.mapValues(\.first)
    case .latest: return held.mapValues(\.end)
    case .committed: break
    }
    let knownTopics = Set(committed.keys.map(\.topic))
    var starts = committed
    for (partition, offsets) in held.sorted(by: { $0.key < $1.key }) where starts[partition] == nil {
      // The group has read the topic before, so this partition was added since.
      let isNew = source.end == nil && knownTopics.contains(partition.topic)
      starts[partition] = isNew ? offsets.first : try reset(partition, offsets)
    }
    return starts
  }

  private func reset(_ partition: KafkaPartition, _ offsets: PartitionOffsets) throws(KafkaError) -> Int64 {
    switch offsetReset {
    case .earliest: return offsets.first
    case .latest: return offsets.end
    case .error:
      throw KafkaError(
        .lostPosition, "no position is known for \(partition), and auto.offset.reset is \"error\"",
        hint: "commit one for the group, or start at .earliest or .latest")
    }
  }

  /// The starting positions of partitions that were added while the job runs: the group's positions, or their first records;
  /// nil if the brokers do not respond.
  func ofNew(_ partitions: [KafkaPartition], _ client: ClientHandle, hasGroup: Bool) -> [KafkaPartition: Int64]? {
    let limit = Duration.milliseconds(Idleness.patience)
    do {
      var starts = try client.offsetRanges(of: partitions, within: limit).mapValues(\.first)
      if hasGroup, source.start == .committed {
        starts.merge(try client.committedOffsets(of: partitions, within: limit)) { max($0, $1) }
      }
      return starts
    } catch {
      return nil
    }
  }
}
