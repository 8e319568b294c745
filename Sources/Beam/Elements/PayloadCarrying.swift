public import Rows

/// An element with one piece of bytes in it that is a message: what formats such as JSON read.
///
/// A line of a file (`String`), bytes by themselves, and a record of Kafka (its value) carry a payload. A type of yours does so
/// by one method:
///
/// ```swift
/// extension Envelope: PayloadCarrying {
///   func withPayload<Result, Failure: Error>(
///     _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
///   ) throws(Failure) -> Result { try content.withUnsafeBytes(body) }
/// }
/// ```
public protocol PayloadCarrying {
  /// Calls `body` with the payload, whose memory is valid during the call; no bytes where there is no payload.
  /// - Throws: what `body` throws.
  func withPayload<Result, Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result
}

extension Bytes: PayloadCarrying {
  /// Calls `body` with the bytes.
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
