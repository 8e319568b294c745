public import Rows

extension KafkaRecord: Streamable {
  /// The bits of the first byte, one for each part that is present.
  private enum Part {
    static let key: UInt8 = 1
    static let value: UInt8 = 2
    static let headers: UInt8 = 4
    static let timestamp: UInt8 = 8
    static let position: UInt8 = 16
    static let all: UInt8 = 31
  }

  /// Writes a byte with a bit for each part that is present, then the parts.
  public static func encode(_ value: borrowing Self, into writer: inout RawWriter) {
    let parts =
      (value.key == nil ? 0 : Part.key) | (value.value == nil ? 0 : Part.value)
      | (value.headers.isEmpty ? 0 : Part.headers) | (value.timestamp == nil ? 0 : Part.timestamp)
      | (value.position == nil ? 0 : Part.position)
    writer.write(byte: parts)
    if let key = value.key { Bytes.encode(key, into: &writer) }
    if let payload = value.value { Bytes.encode(payload, into: &writer) }
    if !value.headers.isEmpty { KafkaHeaders.encode(value.headers, into: &writer) }
    if let timestamp = value.timestamp { writer.writeBigEndian(UInt64(bitPattern: timestamp.milliseconds)) }
    if let position = value.position { KafkaPosition.encode(position, into: &writer) }
  }

  /// Reads a record in the format of `encode`.
  public static func decode(from reader: inout RawReader) throws(CoderError) -> Self {
    let parts = try reader.readByte()
    if parts & ~Part.all != 0 { throw .badByte(parts) }
    var record = KafkaRecord(value: nil)
    if parts & Part.key != 0 { record.key = try Bytes.decode(from: &reader) }
    if parts & Part.value != 0 { record.value = try Bytes.decode(from: &reader) }
    if parts & Part.headers != 0 { record.headers = try KafkaHeaders.decode(from: &reader) }
    if parts & Part.timestamp != 0 {
      record.timestamp = Timestamp(milliseconds: Int64(bitPattern: try reader.readBigEndianUInt64()))
    }
    if parts & Part.position != 0 { record.position = try KafkaPosition.decode(from: &reader) }
    return record
  }

  /// The coder `joist:coder:kafka_record:v1`.
  public static var coderSpec: CoderSpec { CoderSpec(urn: "joist:coder:kafka_record:v1") }
}

extension KafkaHeaders {
  fileprivate static func encode(_ value: KafkaHeaders, into writer: inout RawWriter) {
    writer.writeVarint(UInt64(value.all.count))
    for header in value.all {
      String.encode(header.name, into: &writer)
      Bytes?.encode(header.value, into: &writer)
    }
  }

  fileprivate static func decode(from reader: inout RawReader) throws(CoderError) -> KafkaHeaders {
    // `readLength` rejects a number that exceeds the remaining bytes, so the loop is bounded by the input.
    var headers = KafkaHeaders()
    for _ in 0..<(try reader.readLength()) {
      let name = try String.decode(from: &reader)
      headers.append(name, try Bytes?.decode(from: &reader))
    }
    return headers
  }
}

extension KafkaPosition {
  fileprivate static func encode(_ value: KafkaPosition, into writer: inout RawWriter) {
    String.encode(value.topic, into: &writer)
    writer.writeVarint(UInt64(UInt32(bitPattern: value.partition)))
    writer.writeVarint(UInt64(bitPattern: value.offset))
  }

  fileprivate static func decode(from reader: inout RawReader) throws(CoderError) -> KafkaPosition {
    let topic = try String.decode(from: &reader)
    let partition = Int32(truncatingIfNeeded: try reader.readVarint())
    return KafkaPosition(topic: topic, partition: partition, offset: Int64(bitPattern: try reader.readVarint()))
  }
}
