import CJoistKafka
package import Rows

/// A view of a record in the client's memory, valid until its reader advances. Only `headers` copies.
// SAFETY: the reader owns the message until it advances past it, and the lifetime dependence on the reader keeps this view
// from outliving it. librdkafka guarantees `key_len` bytes at `key` and `len` bytes at `payload`.
package struct KafkaMessage: ~Escapable {
  private let pointer: UnsafeMutablePointer<rd_kafka_message_t>

  @_lifetime(borrow reader)
  init(_ pointer: UnsafeMutablePointer<rd_kafka_message_t>, of reader: borrowing KafkaPartitionReader) {
    self.pointer = pointer
  }

  /// The record's offset in its partition.
  package var offset: Int64 { pointer.pointee.offset }

  /// The key's bytes in the client's memory; nil if the record has no key, which differs from an empty key.
  package var key: UnsafeRawBufferPointer? {
    pointer.pointee.key.map { UnsafeRawBufferPointer(start: $0, count: pointer.pointee.key_len) }
  }

  /// The value's bytes in the client's memory; nil for a tombstone, which differs from an empty value.
  package var value: UnsafeRawBufferPointer? {
    pointer.pointee.payload.map { UnsafeRawBufferPointer(start: $0, count: pointer.pointee.len) }
  }

  /// When the record was made or appended, depending on the topic. Nil for records without a time: those of brokers before
  /// 0.10, and those with the timestamp -1. Other negative timestamps are valid.
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
