extension String {
  /// Appends a text as a JSON string, in quotes and with escapes.
  package mutating func append(jsonString string: String) {
    self += "\""
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\"": self += "\\\""
      case "\\": self += "\\\\"
      case "\n": self += "\\n"
      case "\r": self += "\\r"
      case "\t": self += "\\t"
      case ..<" ":
        self += scalar.value < 0x10 ? "\\u000" : "\\u00"
        self += String(scalar.value, radix: 16)
      default: unicodeScalars.append(scalar)
      }
    }
    self += "\""
  }
}
