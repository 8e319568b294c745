import Beam
import Rows

/// Looks up the partitions of a source's topics and where each is to be read.
struct FindPartitions: DoFn {
  let reading: KafkaReading

  mutating func process(_ element: Bytes, in context: borrowing Context<KafkaAssignment>) throws {
    do throws(KafkaError) {
      for assignment in try assignments() { context.emit(assignment) }
    } catch {
      throw error.behind("\(reading.source.topicNames) cannot be read").ofBundle
    }
  }

  private func assignments() throws(KafkaError) -> [KafkaAssignment] {
    let asker = try reading.asker()
    var partitions: [KafkaPartition] = []
    for topic in reading.source.topics { partitions += try asker.topic(topic).partitions }
    let held = try asker.offsetRanges(of: partitions)
    reading.keep(ends: held.mapValues(\.end))
    let starts = try starts(of: partitions, held, asker)
    let parts = partitions.compactMap { partition -> KafkaAssignment.Part? in
      let from = starts[partition] ?? 0
      let to = reading.source.end == .latest ? held[partition]?.end ?? 0 : Int64.max
      let offsets = OffsetRange(from: from, to: to)
      return offsets.count == 0 ? nil : KafkaAssignment.Part(partition: partition, offsets: offsets)
    }
    if case .count(let count) = reading.source.end {
      if count == 0 { return [] }
      return [KafkaAssignment(parts: parts, limit: Int64(count), partitionCount: partitions.count)]
    }
    return parts.map { KafkaAssignment(parts: [$0], limit: .max, partitionCount: partitions.count) }
  }

  private func starts(
    of partitions: [KafkaPartition], _ held: [KafkaPartition: PartitionOffsets], _ asker: KafkaClusterClient
  ) throws(KafkaError) -> [KafkaPartition: Int64] {
    switch reading.source.start {
    case .earliest: return held.mapValues(\.first)
    case .latest: return held.mapValues(\.end)
    case .committed: break
    }
    var starts = try asker.committedOffsets(of: partitions)
    try refuseLost(starts.filter { $1 > held[$0]?.end ?? .max })
    for partition in partitions where starts[partition] == nil {
      switch reading.offsetReset {
      case .earliest: starts[partition] = held[partition]?.first
      case .latest: starts[partition] = held[partition]?.end
      case .error:
        throw KafkaError(
          .lostPosition, "no position is known for \(partition), and auto.offset.reset is \"error\"",
          hint: "publish one for the group, or start at .earliest or .latest")
      }
    }
    return starts
  }

  /// Looks at positions behind the last record that may be read: behind the last of all, there is nothing to go on from, and
  /// what is read to the end that there is now would be nothing.
  private func refuseLost(_ positions: [KafkaPartition: Int64]) throws(KafkaError) {
    if positions.isEmpty { return }
    let held = try reading.askerOfAll().offsetRanges(of: positions.keys.sorted())
    for (partition, position) in positions.sorted(by: { $0.key < $1.key }) where position > held[partition]?.end ?? .max
    {
      throw LostPosition(partition: partition, position: position, range: held[partition]).error(saying: nil)
    }
  }
}
