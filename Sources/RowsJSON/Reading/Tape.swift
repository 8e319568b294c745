/// The words that a parsed document is made of, as simdjson lays them out: a tag in the top byte, a payload below.
///
/// A number takes two words, the second its bits. `{` and `[` hold the index after their end and the count of what is
/// inside; a string the place of its bytes. Two tags are ours, for values that simdjson refuses a whole document for.
@usableFromInline
enum Tape {
  /// `r`, before and after everything.
  @inlinable static var root: UInt8 { 0x72 }
  @inlinable static var openObject: UInt8 { 0x7B }
  @inlinable static var closeObject: UInt8 { 0x7D }
  @inlinable static var openArray: UInt8 { 0x5B }
  @inlinable static var closeArray: UInt8 { 0x5D }
  @inlinable static var string: UInt8 { 0x22 }
  /// `l`: an `Int64` follows.
  @inlinable static var signed: UInt8 { 0x6C }
  /// `u`: a `UInt64` beyond `Int64` follows.
  @inlinable static var unsigned: UInt8 { 0x75 }
  /// `d`: a `Double` follows.
  @inlinable static var double: UInt8 { 0x64 }
  /// `t`.
  @inlinable static var yes: UInt8 { 0x74 }
  /// `f`.
  @inlinable static var no: UInt8 { 0x66 }
  /// `n`.
  @inlinable static var null: UInt8 { 0x6E }

  /// `H`: a number that fits neither 64 bits nor a `Double`; the payload is its place in the text, its length follows.
  @inlinable static var hugeNumber: UInt8 { 0x48 }
  /// `B`: a string that is no Unicode text; the payload is its place in the text.
  @inlinable static var brokenString: UInt8 { 0x42 }

  /// The payload's bits.
  @inlinable static var payloadMask: UInt64 { 0x00FF_FFFF_FFFF_FFFF }
  /// The bits of a payload that hold the index after the end of an object or an array.
  @inlinable static var endMask: UInt64 { 0xFFFF_FFFF }
  /// The largest count that an object or an array says.
  @inlinable static var maximumCount: UInt64 { 0xFF_FFFF }

  /// A word.
  static func word(_ tag: UInt8, _ payload: UInt64 = 0) -> UInt64 { UInt64(tag) << 56 | payload }
}
