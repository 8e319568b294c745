extension Bytes: CustomStringConvertible, CustomDebugStringConvertible {
  /// The text, where the bytes are printable; else their number and the first ones in hexadecimal.
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

  /// As ``description``.
  public var debugDescription: String { description }
}
