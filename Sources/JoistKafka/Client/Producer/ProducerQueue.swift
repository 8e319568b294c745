/// The limits of a producer's queue of undelivered records. The sink waits when the queue is full.
///
/// A job starts no bundle while 64 MiB of a sink's records are settling, which fit into the default queue. With a smaller
/// queue, the thread of a bundle waits instead until deliveries make space.
struct ProducerQueue {
  /// The names of the client's properties.
  private enum Name {
    static let records = "queue.buffering.max.messages"
    static let kilobytes = "queue.buffering.max.kbytes"
    static let largestRecord = "message.max.bytes"
  }

  /// The smallest number of records. With fewer, nearly every record would wait for the one before it.
  private static let fewestRecords = 1_000
  /// The largest record size that the client can be configured for, in bytes. The broker's limit decides: it applies after
  /// compression, the client's limit before.
  private static let largestRecord = 1_000_000_000
  private static let usualKilobytes = 64 << 10
  /// The largest value that the client accepts for `queue.buffering.max.kbytes`.
  private static let mostKilobytes = Int(Int32.max)

  /// The undelivered bytes of keys and values at which the sink waits.
  let bytes: Int
  /// Properties of the client that apply unless the user sets them.
  let defaults: [String: String]

  /// Removes the queue's size from the properties. The client's own queue also holds one record of the largest size, so that
  /// every record can be sent.
  /// - Throws: ``KafkaError`` with the code `badProperty` if the queue is for too few records. The client reports a value
  ///   that is not a number.
  init(taking properties: inout KafkaProperties) throws(KafkaError) {
    var kilobytes = Self.usualKilobytes
    if let own = properties[Name.kilobytes].flatMap({ Int($0) }), (1...Self.mostKilobytes).contains(own) {
      kilobytes = own
      properties[Name.kilobytes] = nil
    }
    bytes = kilobytes << 10
    let clientKilobytes = min(kilobytes + Self.largestRecord >> 10 + 1, Self.mostKilobytes)
    defaults = [
      Name.records: "500000", Name.kilobytes: "\(clientKilobytes)", Name.largestRecord: "\(Self.largestRecord)",
    ]
    // 0 means no limit.
    if let records = properties[Name.records].flatMap({ Int($0) }), (1..<Self.fewestRecords).contains(records) {
      throw KafkaError(
        .badProperty,
        "the property \"\(Name.records)\" is \(records), but a sink needs at least \(Self.fewestRecords)",
        hint: "leave it out; to use less memory, set \(Name.kilobytes)")
    }
  }
}
