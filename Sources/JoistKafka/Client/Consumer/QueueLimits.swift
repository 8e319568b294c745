/// How much of each partition the client holds ready ahead of its reader, and how many partitions it reads at a time.
struct QueueLimits: Sendable, Equatable {
  /// What all queues together hold where the memory allows it: what a fast job on a few cores reads in a fifth of a second.
  private static let usualTotal = 64 << 20
  /// No partition needs more ahead of its reader.
  private static let mostBytes = 8 << 20
  /// With less, fetching gets slow where the memory allows more.
  private static let usualLeastBytes = 512 << 10
  /// What one fetch brings of a partition where the memory allows it: the client's own default.
  private static let usualFetch = 1 << 20
  /// With less for queue and fetch, partitions are better read in turn.
  private static let least = 64 << 10

  /// The names of the client's properties.
  private enum Name {
    static let queue = "queued.max.messages.kbytes"
    static let messages = "queued.min.messages"
    static let fetches = ["max.partition.fetch.bytes", "fetch.message.max.bytes"]
  }

  /// Bytes of keys and values after which no more is fetched.
  let bytes: Int
  /// Bytes that one fetch may bring of a partition, whatever its queue holds. A single larger batch comes whole.
  let fetch: Int
  /// How many partitions may have a queue at a time; the others are read in turn.
  let partitions: Int

  /// Messages after which no more is fetched. Each costs the client about as much again as a small record, so that small
  /// ones are bounded by their number.
  var messages: Int { bytes / 256 }

  /// Shares memory between partitions.
  /// - Parameters:
  ///   - memory: bytes for all queues and fetches together.
  ///   - partitions: how many partitions there are; more may be discovered later.
  ///   - properties: the author's own limits count more.
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

  /// The number that a property gives; nil for none that the client takes: it refuses those itself.
  private static func size(_ property: String?) -> Int? {
    property.flatMap { Int($0) }.flatMap { (1...Int(Int32.max)).contains($0) ? $0 : nil }
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
    [Name.queue: "\(bytes >> 10)", Name.messages: "\(messages)", Name.fetches[1]: "\(fetch)"]
  }
}
