import Beam
import Rows

/// Emits the partitions of a source that ends, with the offsets to read.
struct FindPartitions: DoFn {
  let reading: KafkaReading

  mutating func process(_ element: Bytes, in context: borrowing Context<KafkaAssignment>) throws {
    do throws(KafkaError) {
      for assignment in try assignments() { context.emit(assignment) }
    } catch {
      throw error.prefixed(by: "\(reading.source.topicNames) cannot be read").bundleError
    }
  }

  private func assignments() throws(KafkaError) -> [KafkaAssignment] {
    let (starts, held) = try reading.initialPositions()
    let partitions = held.keys.sorted()
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
}
