/// What a producer holds at most of records that have not arrived: the sink waits when it is full.
///
/// A job starts no bundle while 64 MiB of a sink's records are under way, which fit in here; a queue that an author makes smaller
/// holds the thread of a bundle instead, until deliveries make room.
struct ProducerQueue {
  /// The names of its properties.
  private enum Name {
    static let records = "queue.buffering.max.messages"
    static let kilobytes = "queue.buffering.max.kbytes"
    static let largestRecord = "message.max.bytes"
  }

  /// Records below which nearly every one would wait for the one before.
  private static let fewestRecords = 1_000
  /// What the client allows a record to have unless it is said otherwise, in bytes.
  private static let usualRecord = 1_000_000
  /// What the client allows anybody to allow, in bytes; what is beyond, it refuses itself.
  private static let largestRecord = 1_000_000_000
  private static let usualKilobytes = 64 << 10

  /// What counts where the author says nothing.
  let defaults: [String: String]

  /// Checks what the author says.
  /// - Throws: ``KafkaError`` with the code `badProperty` for a queue that would stand still. What is no number, the client
  ///   itself refuses.
  init(of properties: KafkaProperties) throws(KafkaError) {
    let said = properties[Name.largestRecord].flatMap { Int($0) } ?? Self.usualRecord
    let largest = min(said, Self.largestRecord)
    let room = (largest + 1023) / 1024
    defaults = [Name.records: "500000", Name.kilobytes: "\(max(Self.usualKilobytes, room))"]
    // 0 stands for any number.
    if let records = properties[Name.records].flatMap({ Int($0) }), (1..<Self.fewestRecords).contains(records) {
      throw KafkaError(
        .badProperty,
        "the property \"\(Name.records)\" is \(records), and a sink needs room for \(Self.fewestRecords) records",
        hint: "leave it out; to use less memory, set \(Name.kilobytes)")
    }
    if let kilobytes = properties[Name.kilobytes].flatMap({ Int($0) }), kilobytes >= 0, kilobytes < room {
      throw KafkaError(
        .badProperty,
        "the property \"\(Name.kilobytes)\" is \(kilobytes), in which a record of \(largest) bytes has no room",
        detail: "\(Name.largestRecord) allows such a record, and it would wait for ever",
        hint: "set it to \(room) or more, or \(Name.largestRecord) to less")
    }
  }
}
