import JoistArguments
import JoistKafka
import Rows

/// The columns that `joist consume` shows before a record's value, in the order of declaration.
struct RecordColumns: ParsableArguments {
  @Flag(help: "Show timestamps.") var timestamps = false
  @Flag(help: "Show partitions and offsets, as 3@17.") var positions = false
  @Flag(help: "Show headers, as name=value, separated by commas.") var headers = false
  @Flag(help: "Show keys.") var keys = false

  /// What a line has for an absent key, value, or value of a header, as in Kafka's console consumer.
  private static let null = Bytes(utf8: "null")

  /// The line for a record, without a line feed.
  func line(of record: KafkaRecord) -> [UInt8] {
    var line: [UInt8] = []
    func add(_ column: Bytes?) {
      column?.withUnsafeBytes { line += $0 }
      line.append(UInt8(ascii: "\t"))
    }
    if timestamps { add(Bytes(utf8: record.timestamp.map { "\($0)" } ?? "none")) }
    if positions { add(record.position.map { Bytes(utf8: "\($0.partition)@\($0.offset)") }) }
    if headers {
      let texts = record.headers.all.map { "\($0.name)=\(Self.text($0.value ?? Self.null))" }
      add(Bytes(utf8: texts.joined(separator: ",")))
    }
    if keys { add(record.key ?? Self.null) }
    (record.value ?? Self.null).withUnsafeBytes { line += $0 }
    return line
  }

  private static func text(_ bytes: Bytes) -> String { bytes.withUnsafeBytes { String(decoding: $0, as: UTF8.self) } }
}
