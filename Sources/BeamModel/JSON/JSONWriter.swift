/// Writes messages as JSON, without white space.
struct JSONWriter {
  private(set) var text = ""

  mutating func write(_ object: GoogleProto.Struct) throws(JSONError) {
    text += "{"
    for (number, (name, value)) in object.fields.sorted(by: { $0.key < $1.key }).enumerated() {
      if number > 0 { text += "," }
      write(name)
      text += ":"
      try write(value)
    }
    text += "}"
  }

  private mutating func write(_ value: GoogleProto.Value) throws(JSONError) {
    switch value.kind {
    case .boolValue(let value)?: text += value ? "true" : "false"
    case .numberValue(let value)?: try write(value)
    case .stringValue(let value)?: write(value)
    case .structValue(let value)?: try write(value)
    case .listValue(let list)?:
      text += "["
      for (number, value) in list.values.enumerated() {
        if number > 0 { text += "," }
        try write(value)
      }
      text += "]"
    case .nullValue?, nil: text += "null"
    }
  }

  /// Writes a number; an integer without a fraction, since most options are integers.
  private mutating func write(_ number: Double) throws(JSONError) {
    guard number.isFinite else { throw JSONError(reason: "JSON has no \(number)", offset: nil) }
    if let integer = Int64(exactly: number), number.magnitude < 0x1p53, number.sign == .plus || integer != 0 {
      text += String(integer)
    } else {
      text += "\(number)"
    }
  }

  private mutating func write(_ string: String) { text.append(jsonString: string) }
}
