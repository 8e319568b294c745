/// How much of each partition the client fetches ahead of its reader, and how many partitions it reads at a time.
struct QueueLimits: Sendable, Equatable {
  /// The size of all queues together, in bytes, if memory allows it: what a fast job on a few cores reads in 0.2 seconds.
  private static let usualTotal = 64 << 20
  /// The largest useful queue of a partition, in bytes.
  private static let mostBytes = 8 << 20
  /// The smallest queue of a partition if memory allows it, in bytes; fetching is slow with less.
  private static let usualLeastBytes = 512 << 10
  /// The bytes that one fetch returns of a partition if memory allows it: the client's default.
  private static let usualFetch = 1 << 20
  /// The smallest queue and the smallest fetch, in bytes; with less memory, partitions take turns.
  private static let least = 64 << 10

  /// The names of the client's properties.
  private enum Name {
    static let queue = "queued.max.messages.kbytes"
    static let messages = "queued.min.messages"
    static let fetches = ["max.partition.fetch.bytes", "fetch.message.max.bytes"]
  }

  /// The bytes of keys and values in a partition's queue at which fetching stops.
  let bytes: Int
  /// The most bytes that one fetch returns for a partition, even if its queue is full. A single larger batch is returned whole.
  let fetch: Int
  /// The number of partitions that may have a queue at a time; further partitions take turns.
  let partitions: Int

  /// The number of messages in a partition's queue at which fetching stops. The client's overhead for each message is about
  /// the size of a small record, so small records are also limited by number.
  var messages: Int { bytes / 256 }

  /// Shares memory between partitions.
  /// - Parameters:
  ///   - memory: the memory for all queues and fetches together, in bytes.
  ///   - partitions: the number of partitions; more may be discovered later.
  ///   - properties: the user's properties, whose limits take precedence.
  init(memory: Int, partitions count: Int, properties: KafkaProperties = [:]) {
    let count = max(count, 1)
    let share = memory / count
    var bytes = min(max(Self.usualTotal / count, Self.usualLeastBytes), Self.mostBytes)
    var fetch = Self.usualFetch
    if bytes + fetch > share {
      fetch = min(max(share / 2, Self.least), fetch)
      bytes = min(max(share - fetch, Self.least), bytes)
    }
    if let own = Self.size(properties[Name.queue]) { bytes = own << 10 }
    for name in Name.fetches { fetch = Self.size(properties[name]) ?? fetch }
    self.bytes = bytes
    self.fetch = fetch
    partitions = max(memory / (bytes + fetch), 1)
  }

  /// The number in a property; nil if it is missing or out of range, which the client itself reports.
  private static func size(_ property: String?) -> Int? {
    property.flatMap { Int($0) }.flatMap { (1...Int(Int32.max)).contains($0) ? $0 : nil }
  }

  /// Whether a partition's queue is at least half full.
  /// - Parameters:
  ///   - waiting: the number of queued messages.
  ///   - averageSize: the size of a recent message, in bytes.
  func isHalfFull(waiting: Int, averageSize: Int) -> Bool {
    2 * waiting >= messages || 2 * waiting * averageSize >= bytes
  }

  /// The client properties for these limits.
  var properties: [String: String] {
    [Name.queue: "\(bytes >> 10)", Name.messages: "\(messages)", Name.fetches[1]: "\(fetch)"]
  }
}
