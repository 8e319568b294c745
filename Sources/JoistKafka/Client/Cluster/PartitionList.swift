import CJoistKafka

/// librdkafka's list of partitions, each with an offset and an error code.
struct PartitionList: ~Copyable {
  /// The list itself.
  let pointer: UnsafeMutablePointer<rd_kafka_topic_partition_list_t>

  /// A list of partitions with an offset each.
  init(_ offsets: some Collection<(KafkaPartition, Int64)>) {
    pointer = rd_kafka_topic_partition_list_new(Int32(clamping: offsets.count))
    for (partition, offset) in offsets {
      rd_kafka_topic_partition_list_add(pointer, partition.topic, partition.number).pointee.offset = offset
    }
  }

  deinit { rd_kafka_topic_partition_list_destroy(pointer) }

  /// One entry.
  struct Entry {
    var partition: KafkaPartition
    var offset: Int64
    var response: ResponseCode
  }

  /// The entries as they are now.
  var entries: [Entry] { Self.entries(of: pointer) }

  /// The entries of a list that is somebody else's.
  static func entries(of list: UnsafePointer<rd_kafka_topic_partition_list_t>) -> [Entry] {
    UnsafeBufferPointer(start: list.pointee.elems, count: Int(list.pointee.cnt)).map {
      Entry(
        partition: KafkaPartition(String(cString: $0.topic), $0.partition), offset: $0.offset, response: $0.err)
    }
  }
}
