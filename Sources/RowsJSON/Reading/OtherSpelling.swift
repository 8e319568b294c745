/// Finds a field of a document whose name has the words of a missing one, in the other spelling: `orderedAt` for `ordered_at`, or the
/// reverse. Used for messages only.
enum OtherSpelling {
  /// The other spelling of a name, if the document contains it as a string; nil otherwise.
  static func of(_ name: String, in text: UnsafeRawBufferPointer) -> String? {
    let other = name.contains("_") ? camelCase(name) : snakeCase(name)
    guard other != name else { return nil }
    let quoted = Array("\"\(other)\"".utf8)
    return text.firstRange(of: quoted) == nil ? nil : other
  }

  private static func camelCase(_ name: String) -> String {
    let words = name.split(separator: "_")
    return words.enumerated().map { index, word in
      index == 0 ? String(word) : word.prefix(1).uppercased() + word.dropFirst()
    }.joined()
  }

  private static func snakeCase(_ name: String) -> String {
    name.reduce(into: "") { $0 += $1.isUppercase ? "_" + $1.lowercased() : String($1) }
  }
}
