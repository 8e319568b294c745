/// How much of a partition the client holds ready ahead of its reader.
struct QueueLimits: Sendable, Equatable {
  /// Memory for all partitions together, unless it is said otherwise: what a fast job on a few cores reads in a fifth of
  /// a second.
  static let defaultTotal = 64 << 20

  /// Bytes of keys and values, after which no more is fetched.
  let bytes: Int
  /// Messages after which no more is fetched. Each costs the client about as much again as a small record, so that small
  /// ones are bounded by their number.
  let messages: Int

  /// The share of each of `partitions` in `total` bytes: at most 8 MiB, which no partition needs more of, and at least
  /// half a MiB, below which fetching by turns gets slow.
  init(total: Int, partitions: Int) {
    bytes = min(max(total / max(partitions, 1), 512 << 10), 8 << 20)
    messages = bytes / 256
  }

  /// Whether the client's queue is filled to half or more.
  /// - Parameters:
  ///   - waiting: messages that are queued.
  ///   - averageSize: bytes of a recent message.
  func isHalfFull(waiting: Int, averageSize: Int) -> Bool {
    2 * waiting >= messages || 2 * waiting * averageSize >= bytes
  }

  /// The properties that say so.
  var properties: [String: String] {
    ["queued.max.messages.kbytes": "\(bytes >> 10)", "queued.min.messages": "\(messages)"]
  }
}
