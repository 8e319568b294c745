import CJoistKafka
package import Rows

/// A record as the client holds it: a view, valid until its reader passes on. Nothing is copied until it is asked for.
package struct KafkaMessage: ~Escapable {
  private let pointer: UnsafeMutablePointer<rd_kafka_message_t>

  @_lifetime(borrow reader)
  init(_ pointer: UnsafeMutablePointer<rd_kafka_message_t>, of reader: borrowing KafkaPartitionReader) {
    self.pointer = pointer
  }

  /// The record's offset in its partition.
  package var offset: Int64 { pointer.pointee.offset }

  /// The key's bytes in the client's memory, nil where the record has none, which is not the same as an empty key.
  package var key: UnsafeRawBufferPointer? {
    pointer.pointee.key.map { UnsafeRawBufferPointer(start: $0, count: pointer.pointee.key_len) }
  }

  /// The value's bytes in the client's memory, nil for a tombstone, which is not the same as an empty value.
  package var value: UnsafeRawBufferPointer? {
    pointer.pointee.payload.map { UnsafeRawBufferPointer(start: $0, count: pointer.pointee.len) }
  }

  /// When the record was made or appended, as the topic keeps it; nil for records without a time: those of brokers before 0.10,
  /// and those that say -1. Other times before 1970 are times.
  package var timestamp: Timestamp? {
    var kind = RD_KAFKA_TIMESTAMP_NOT_AVAILABLE
    let milliseconds = rd_kafka_message_timestamp(pointer, &kind)
    return kind == RD_KAFKA_TIMESTAMP_NOT_AVAILABLE || milliseconds == -1 ? nil : Timestamp(milliseconds: milliseconds)
  }

  /// A copy of the headers.
  package var headers: KafkaHeaders {
    var list: OpaquePointer?
    guard rd_kafka_message_headers(pointer, &list) == RD_KAFKA_RESP_ERR_NO_ERROR, let list else { return [:] }
    var headers: KafkaHeaders = [:]
    var name: UnsafePointer<CChar>?
    var value: UnsafeRawPointer?
    var size = 0
    var index = 0
    while rd_kafka_header_get_all(list, index, &name, &value, &size) == RD_KAFKA_RESP_ERR_NO_ERROR, let name {
      headers.append(
        String(cString: name), value.map { Bytes(UnsafeRawBufferPointer(start: $0, count: size)) })
      index += 1
    }
    return headers
  }
}
