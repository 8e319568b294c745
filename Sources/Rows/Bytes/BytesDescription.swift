extension Bytes: CustomStringConvertible, CustomDebugStringConvertible {
  /// The bytes as a string if they are printable UTF-8; otherwise their number and the first 32 in hexadecimal.
  public var description: String {
    if let text = String(self), text.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F }) {
      return "\"\(text)\""
    }
    let shown = prefix(32).map { byte in
      let digits = String(byte, radix: 16)
      return digits.utf8.count == 1 ? "0" + digits : digits
    }
    return "\(count) bytes: \(shown.joined())\(count > 32 ? "…" : "")"
  }

  /// The same as ``description``.
  public var debugDescription: String { description }
}
