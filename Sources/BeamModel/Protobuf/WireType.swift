/// The format of a field's value; the low three bits of its tag.
public enum WireType: UInt8, Sendable {
  /// A number in groups of seven bits, lowest first.
  case varint = 0
  /// Eight bytes, little-endian: `fixed64`, `sfixed64` or `double`.
  case fixed64 = 1
  /// A length, then that many bytes.
  case lengthDelimited = 2
  /// The start of a group, which ends with an ``endGroup`` tag of the same number. Groups are only skipped.
  case startGroup = 3
  /// The end of a group.
  case endGroup = 4
  /// Four bytes, little-endian: `fixed32`, `sfixed32` or `float`.
  case fixed32 = 5
}
