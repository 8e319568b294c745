import Rows

/// The values of a key. The first come with the element; the rest is fetched from the runner.
struct StateBackedIterable<Value: Streamable> {
  /// The values that came with the element.
  let first: [Value]
  /// Identifies the rest, which the runner keeps; nil if there is none.
  let token: Bytes?

  /// Reads Beam's encoding: an iterable whose last chunk may be a length of -1, followed by a token.
  static func decode(from reader: inout RawReader) throws(CoderError) -> StateBackedIterable {
    var first: [Value] = []
    let count = Int32(bitPattern: try reader.readBigEndianUInt32())
    if count >= 0 {
      for _ in 0..<count { first.append(try Value.decode(from: &reader)) }
      return StateBackedIterable(first: first, token: nil)
    }
    while true {
      let chunk = Int64(bitPattern: try reader.readVarint())
      if chunk == 0 { return StateBackedIterable(first: first, token: nil) }
      if chunk == -1 { return StateBackedIterable(first: first, token: try Bytes.decode(from: &reader)) }
      guard chunk > 0 else { throw .badLength(chunk) }
      for _ in 0..<chunk { first.append(try Value.decode(from: &reader)) }
    }
  }

  /// All values: those that came with the element, then those in the runner's answer for the token.
  func all(rest: (Bytes) throws -> Bytes) throws -> [Value] {
    guard let token else { return first }
    var values = first
    try rest(token).withUnsafeBytes { bytes in
      var reader = RawReader(bytes)
      while !reader.isAtEnd { values.append(try Value.decode(from: &reader)) }
    }
    return values
  }
}
