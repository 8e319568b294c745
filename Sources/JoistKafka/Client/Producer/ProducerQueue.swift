/// What a producer holds at most of records that have no verdict yet: the sink waits when it is full.
///
/// A job starts no bundle while 64 MiB of a sink's records are under way, which fit in here. An author who makes the queue smaller
/// has the thread of a bundle wait instead, until deliveries make room.
struct ProducerQueue {
  /// The names of its properties.
  private enum Name {
    static let records = "queue.buffering.max.messages"
    static let kilobytes = "queue.buffering.max.kbytes"
    static let largestRecord = "message.max.bytes"
  }

  /// With room for fewer records, nearly every one would wait for the one before.
  private static let fewestRecords = 1_000
  /// The largest record that the client can be told to pass on, in bytes. The broker decides, since its limit holds after
  /// compression and the client's before.
  private static let largestRecord = 1_000_000_000
  private static let usualKilobytes = 64 << 10
  /// The largest value that the client takes for `queue.buffering.max.kbytes`.
  private static let mostKilobytes = Int(Int32.max)

  /// Bytes of keys and values at which the sink waits.
  let bytes: Int
  /// The properties of the client that apply unless the author sets them.
  let defaults: [String: String]

  /// Takes the queue's size out of the properties. The client's own queue also has room for one record of the largest size, so that
  /// each record gets its turn.
  /// - Throws: ``KafkaError`` with the code `badProperty` for a queue of too few records. The client refuses what is no number.
  init(taking properties: inout KafkaProperties) throws(KafkaError) {
    var kilobytes = Self.usualKilobytes
    if let own = properties[Name.kilobytes].flatMap({ Int($0) }), (1...Self.mostKilobytes).contains(own) {
      kilobytes = own
      properties[Name.kilobytes] = nil
    }
    bytes = kilobytes << 10
    let room = min(kilobytes + Self.largestRecord >> 10 + 1, Self.mostKilobytes)
    defaults = [
      Name.records: "500000", Name.kilobytes: "\(room)", Name.largestRecord: "\(Self.largestRecord)",
    ]
    // 0 stands for any number.
    if let records = properties[Name.records].flatMap({ Int($0) }), (1..<Self.fewestRecords).contains(records) {
      throw KafkaError(
        .badProperty,
        "the property \"\(Name.records)\" is \(records), and a sink needs room for \(Self.fewestRecords) records",
        hint: "leave it out; to use less memory, set \(Name.kilobytes)")
    }
  }
}
