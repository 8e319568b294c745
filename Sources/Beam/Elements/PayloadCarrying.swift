public import Rows

/// An element that contains a message as bytes, for formats such as JSON to parse.
///
/// `String` (a line of a file), `Bytes` and `KafkaRecord` (its value) carry a payload. Your own type needs one method:
///
/// ```swift
/// extension Envelope: PayloadCarrying {
///   func withPayload<Result, Failure: Error>(
///     _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
///   ) throws(Failure) -> Result { try content.withUnsafeBytes(body) }
/// }
/// ```
public protocol PayloadCarrying {
  /// Calls `body` with the payload, whose memory is valid only during the call. An element without a payload passes no bytes.
  /// - Throws: any error that `body` throws.
  func withPayload<Result, Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result
}

extension Bytes: PayloadCarrying {
  /// Calls `body` with these bytes.
  @inlinable @inline(__always)
  public func withPayload<Result, Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result { try withUnsafeBytes(body) }
}

extension String: PayloadCarrying {
  /// Calls `body` with the text's UTF-8.
  @inlinable @inline(__always)
  public func withPayload<Result, Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let units = utf8.span
    return try units.withUnsafeBytes(body)
  }
}
