import CJoistKafka

/// A librdkafka list of partitions, each with an offset and an error code.
// SAFETY: this value owns the list from `init` to `deinit`. librdkafka keeps `cnt` elements at `elems`; entries copy them.
struct PartitionList: ~Copyable {
  /// The list, owned by this value.
  let pointer: UnsafeMutablePointer<rd_kafka_topic_partition_list_t>

  /// Makes a list of partitions with an offset each.
  init(_ offsets: some Collection<(KafkaPartition, Int64)>) {
    pointer = rd_kafka_topic_partition_list_new(Int32(clamping: offsets.count))
    for (partition, offset) in offsets {
      rd_kafka_topic_partition_list_add(pointer, partition.topic, partition.number).pointee.offset = offset
    }
  }

  deinit { rd_kafka_topic_partition_list_destroy(pointer) }

  /// A copy of one entry.
  struct Entry {
    var partition: KafkaPartition
    var offset: Int64
    var response: ResponseCode
  }

  /// The current entries.
  var entries: [Entry] { Self.entries(of: pointer) }

  /// The entries of a list that the caller does not own.
  static func entries(of list: UnsafePointer<rd_kafka_topic_partition_list_t>) -> [Entry] {
    UnsafeBufferPointer(start: list.pointee.elems, count: Int(list.pointee.cnt)).map {
      Entry(
        partition: KafkaPartition(String(cString: $0.topic), $0.partition), offset: $0.offset, response: $0.err)
    }
  }
}
