import Rows

/// Base64 of RFC 4648. Writes the standard alphabet with padding; also reads the URL-safe alphabet and missing padding.
enum Base64 {
  private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  /// By byte, the value of the letter; 0xFF for other bytes.
  private static let values: [UInt8] = {
    var values = [UInt8](repeating: 0xFF, count: 256)
    for (value, letter) in alphabet.enumerated() { values[Int(letter)] = UInt8(value) }
    values[Int(UInt8(ascii: "-"))] = 62
    values[Int(UInt8(ascii: "_"))] = 63
    return values
  }()

  /// Writes the letters, without quotes.
  static func encode(_ bytes: UnsafeRawBufferPointer, into writer: inout RawWriter) {
    writer.reserve((bytes.count + 2) / 3 * 4)
    var offset = 0
    while offset < bytes.count {
      let left = bytes.count - offset
      let second = left > 1 ? bytes[offset + 1] : 0
      let third = left > 2 ? bytes[offset + 2] : 0
      let group = UInt32(bytes[offset]) << 16 | UInt32(second) << 8 | UInt32(third)
      writer.write(byte: alphabet[Int(group >> 18)])
      writer.write(byte: alphabet[Int(group >> 12 & 63)])
      writer.write(byte: left > 1 ? alphabet[Int(group >> 6 & 63)] : UInt8(ascii: "="))
      writer.write(byte: left > 2 ? alphabet[Int(group & 63)] : UInt8(ascii: "="))
      offset += 3
    }
  }

  /// Decodes letters; nil if they are not base64.
  static func decode(_ letters: UnsafeRawBufferPointer) -> Bytes? {
    var letters = letters[...]
    if letters.count % 4 == 0 {
      if letters.last == UInt8(ascii: "=") { letters.removeLast() }
      if letters.count % 4 == 3, letters.last == UInt8(ascii: "=") { letters.removeLast() }
    }
    guard letters.count % 4 != 1 else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(letters.count / 4 * 3 + 2)
    var group: UInt32 = 0
    var bits = 0
    for letter in letters {
      let value = values[Int(letter)]
      guard value != 0xFF else { return nil }
      group = group << 6 | UInt32(value)
      bits += 6
      if bits >= 8 {
        bits -= 8
        bytes.append(UInt8(truncatingIfNeeded: group >> UInt32(bits)))
      }
    }
    // The unused bits of the last letter must be 0.
    guard group & (1 << UInt32(bits) - 1) == 0 else { return nil }
    return Bytes(bytes)
  }
}

/// The values of `Double` without a JSON number. They are written as strings, as in protobuf's JSON.
enum JSONSpecialNumbers {
  /// The quoted name of a value that is not finite.
  static func name(of value: Double) -> StaticString {
    if value.isNaN { return "\"NaN\"" }
    return value < 0 ? "\"-Infinity\"" : "\"Infinity\""
  }

  /// The value with a name, given without quotes; nil for other strings.
  static func value(of name: UnsafeRawBufferPointer) -> Double? {
    switch String(decoding: name, as: UTF8.self) {
    case "NaN": .nan
    case "Infinity": .infinity
    case "-Infinity": -.infinity
    default: nil
    }
  }
}
