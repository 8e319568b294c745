/// The hash by which a name is looked up. Must be the same as `FieldNames.code(of:)` of `Rows`, which a macro cannot
/// import.
enum NameCode {
  /// The hash of a name.
  static func code(of name: String) -> UInt64 {
    let bytes = Array(name.utf8)
    if bytes.count <= 8 { return word(bytes[...]) ^ UInt64(bytes.count) }
    return word(bytes.prefix(8)) ^ word(bytes.suffix(8)) &* 0x9E37_79B9_7F4A_7C15 ^ UInt64(bytes.count)
  }

  /// At most eight bytes as a word, the first byte lowest.
  private static func word(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }
}
