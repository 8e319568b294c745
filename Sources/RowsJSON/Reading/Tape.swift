/// The format of simdjson's tape, the list of words for a parsed document: each word has a tag in the top byte and a
/// payload.
///
/// A number has two words; the second is its bits. The payload of `{` and `[` is the index after their end and the
/// number of elements; that of a string is the offset of its bytes. Two tags are Joist's own, for values that make
/// simdjson refuse the whole document.
@usableFromInline
enum Tape {
  /// `r`: the first and the last word.
  @inlinable static var root: UInt8 { 0x72 }
  @inlinable static var openObject: UInt8 { 0x7B }
  @inlinable static var closeObject: UInt8 { 0x7D }
  @inlinable static var openArray: UInt8 { 0x5B }
  @inlinable static var closeArray: UInt8 { 0x5D }
  @inlinable static var string: UInt8 { 0x22 }
  /// `l`: an `Int64` follows.
  @inlinable static var signed: UInt8 { 0x6C }
  /// `u`: a `UInt64` above `Int64.max` follows.
  @inlinable static var unsigned: UInt8 { 0x75 }
  /// `d`: a `Double` follows.
  @inlinable static var double: UInt8 { 0x64 }
  /// `t`.
  @inlinable static var yes: UInt8 { 0x74 }
  /// `f`.
  @inlinable static var no: UInt8 { 0x66 }
  /// `n`.
  @inlinable static var null: UInt8 { 0x6E }

  /// `H`: a number that fits neither 64 bits nor a `Double`; the payload is its offset in the text, its length follows.
  @inlinable static var hugeNumber: UInt8 { 0x48 }
  /// `B`: a string that is not valid Unicode; the payload is its offset in the text.
  @inlinable static var brokenString: UInt8 { 0x42 }

  /// The bits of the payload.
  @inlinable static var payloadMask: UInt64 { 0x00FF_FFFF_FFFF_FFFF }
  /// The bits of the payload with the index after the end of an object or an array.
  @inlinable static var endMask: UInt64 { 0xFFFF_FFFF }
  /// The largest number of elements that the payload can hold; larger numbers are clamped to it.
  @inlinable static var maximumCount: UInt64 { 0xFF_FFFF }

  /// A word with a tag and a payload.
  static func word(_ tag: UInt8, _ payload: UInt64 = 0) -> UInt64 { UInt64(tag) << 56 | payload }
}
