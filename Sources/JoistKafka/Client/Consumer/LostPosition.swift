/// A position that is outside the range of records that the broker has kept.
struct LostPosition {
  var partition: KafkaPartition
  /// The offset to read next.
  var position: Int64
  /// The offsets that the partition holds; nil: not known.
  var range: PartitionOffsets?
  /// Whether the topic was deleted and recreated while it was read.
  var isReplaced = false

  /// The error that names topic, partition and the lost records.
  /// - Parameter detail: the client's own text.
  func error(detail: String?) -> KafkaError {
    KafkaError(
      .lostPosition, "the position \(position) in \(partition) is lost: \(loss)", detail: detail,
      hint: "keep records for longer than the job may be down (the topic's retention.ms and retention.bytes), "
        + "or start the job at another position")
  }

  private var loss: String {
    if isReplaced { return "the topic was recreated, and records of the new topic before the position were not read" }
    guard let range else { return "the broker does not have it" }
    if position < range.first {
      return "the records \(position) to \(range.first - 1) were deleted before they were read"
    }
    return "the partition ends at \(range.end), so it was truncated or recreated"
  }
}
