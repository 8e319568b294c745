/// A position at which a partition holds no record: it is outside of what the broker has kept.
struct LostPosition {
  /// Where the position is.
  var partition: KafkaPartition
  /// The offset that was to be read.
  var position: Int64
  /// What the partition holds, where the broker has told it.
  var range: PartitionOffsets?
  /// Whether the topic was deleted and made again while it was read.
  var isReplaced = false

  /// The error that names topic, partition and what is lost.
  func error(saying words: String?) -> KafkaError {
    KafkaError(
      .lostPosition, "the position \(position) in \(partition) is lost: \(loss)", detail: words,
      hint: "keep records for longer than the job may stand still (the topic's retention.ms and retention.bytes), "
        + "or start the job at another position")
  }

  private var loss: String {
    if isReplaced { return "the topic was made again, and records of the new one before the position were not read" }
    guard let range else { return "the broker does not have it" }
    if position < range.first {
      return "the records \(position) to \(range.first - 1) were deleted before they were read"
    }
    return "the partition ends at \(range.end), so it was cut short or made again"
  }
}
