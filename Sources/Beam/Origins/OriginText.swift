package import Rows

/// Formats origins: the same text for the same element in every run, different texts for different elements, and no control
/// characters, which could act on a terminal.
package enum OriginText {
  /// The most bytes of a key that are shown. A longer key is cut, and a digest of all of it follows.
  private static let longest = 200
  /// The most bytes of a source's element that are shown. It is large, since the element is often a path to look for.
  private static let longestName = 1000

  /// Formats the element of a source: a `LosslessStringConvertible` element as its text, others as their encoding.
  static func source<Element: Streamable>(_ element: Element) -> String {
    if let text = ownText(element) { return plain(text, atMost: longestName) }
    return hexadecimal(encoded(element))
  }

  /// Formats the key at the front of `bytes`.
  package static func key<Key: Streamable>(_ bytes: UnsafeRawBufferPointer, as type: Key.Type) -> String {
    var reader = RawReader(bytes)
    guard let key = try? Key.decode(from: &reader) else { return hexadecimal(Bytes(bytes)) }
    if key is String, let text = ownText(key) {
      // Strings that are equal in Swift may differ in their bytes, and then are different keys.
      let isPlain = text.utf8.allSatisfy { $0 < 0x80 }
      return "\"\(plain(text, quoted: true))\"" + (isPlain ? "" : " #" + digest(of: text))
    }
    if let text = ownText(key) { return plain(text) }
    return hexadecimal(Bytes(UnsafeRawBufferPointer(rebasing: bytes[..<(bytes.count - reader.remaining)])))
  }

  /// Formats a group: its key, its window, and the pane's index if it is not 0.
  package static func group(_ key: String, in context: ContextTable.Entry) -> String { key + suffix(context) }

  /// Formats an encoded element of unknown origin: a digest of its bytes, its timestamp and its windows.
  package static func content(
    _ bytes: UnsafeRawBufferPointer, time: Timestamp, in context: ContextTable.Entry
  ) -> String {
    digest(bytes) + (time == .min ? "" : " at \(time)") + suffix(context)
  }

  /// Formats an element of unknown origin: a digest of its encoding, its timestamp and its windows.
  static func content<Element: Streamable>(
    of element: Element, time: Timestamp, in context: ContextTable.Entry
  ) -> String {
    encoded(element).withUnsafeBytes { content($0, time: time, in: context) }
  }

  /// Escapes the control characters of a text, and cuts it if it is longer than `most` bytes.
  static func plain(_ text: String, quoted: Bool = false, atMost most: Int = longest) -> String {
    if text.utf8.count <= most,
      text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F && $0 != 0x5C && !(quoted && $0 == 0x22) })
    {
      return text
    }
    var shown = ""
    for scalar in text.unicodeScalars {
      let isSpecial = scalar.properties.generalCategory == .control || scalar == "\\" || quoted && scalar == "\""
      shown += isSpecial ? scalar.escaped(asASCII: true) : String(scalar)
      if shown.utf8.count > most { return shown + "…" + digest(of: text) }
    }
    return shown
  }

  // MARK: Parts

  private static func suffix(_ context: ContextTable.Entry) -> String {
    let windows =
      context.windows == [.global] ? "" : " in " + context.windows.map(\.description).joined(separator: ", ")
    return windows + (context.pane.index == 0 ? "" : " pane \(context.pane.index)")
  }

  /// The text of a value that can be made from its text again; nil for other values, whose description may differ from run to
  /// run.
  private static func ownText<Value>(_ value: Value) -> String? {
    (value as? any LosslessStringConvertible)?.description
  }

  private static func encoded<Value: Streamable>(_ value: Value) -> Bytes { (try? Bytes.encoded(value)) ?? Bytes() }

  private static func hexadecimal(_ bytes: Bytes) -> String {
    bytes.withUnsafeBytes { bytes in
      let shown = bytes.prefix(longest / 2).map { padded(UInt64($0), digits: 2) }.joined()
      return "0x" + shown + (bytes.count > longest / 2 ? "…" + digest(bytes) : "")
    }
  }

  private static func digest(of text: String) -> String {
    var text = text
    return text.withUTF8 { digest(UnsafeRawBufferPointer($0)) }
  }

  /// A 64-bit hash of the bytes, the same in every process and release.
  private static func digest(_ bytes: UnsafeRawBufferPointer) -> String { padded(KeyHash.hash(bytes), digits: 16) }

  private static func padded(_ number: UInt64, digits: Int) -> String {
    let text = String(number, radix: 16)
    return String(repeating: "0", count: max(0, digits - text.utf8.count)) + text
  }
}
