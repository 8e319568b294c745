/// The values that an `Encodable` value encodes: the form between `Codable` and bytes.
indirect enum CodableTree {
  case null
  case boolean(Bool)
  case integer(Int64)
  /// An unsigned integer above `Int64.max`.
  case unsigned(UInt64)
  case float(Float)
  case double(Double)
  case text(String)
  case bytes(Bytes)
  case list([CodableTree])
  /// Values by name, in the order in which they were encoded.
  case fields([(name: String, value: CodableTree)])

  /// An integer of any width.
  init<Integer: FixedWidthInteger>(integer: Integer) {
    if let value = Int64(exactly: integer) {
      self = .integer(value)
    } else {
      self = .unsigned(UInt64(truncatingIfNeeded: integer))
    }
  }

  /// The kind of value, for error messages.
  var kind: String {
    switch self {
    case .null: "null"
    case .boolean: "a Boolean"
    case .integer, .unsigned: "an integer"
    case .float, .double: "a number"
    case .text: "a string"
    case .bytes: "bytes"
    case .list: "an array"
    case .fields: "a row"
    }
  }

  /// The value as an integer of this type; nil if it does not fit. Types of 64 bits keep the bits, as Beam's INT64 does
  /// for a `UInt64`.
  func integer<Integer: FixedWidthInteger>(_ type: Integer.Type) -> Integer? {
    switch self {
    case .integer(let value) where Integer.bitWidth == 64: Integer(truncatingIfNeeded: value)
    case .integer(let value): Integer(exactly: value)
    case .unsigned(let value): Integer(exactly: value)
    default: nil
    }
  }

  /// The value as a floating-point number; nil if it is not a number or not exact.
  var number: Double? {
    switch self {
    case .double(let value): value
    case .float(let value): Double(value)
    case .integer(let value): Double(exactly: value)
    case .unsigned(let value): Double(exactly: value)
    default: nil
    }
  }
}

/// The types that a tree stores directly instead of through their `Codable` conformance.
enum CodableLeaves {
  /// The tree for a value of such a type; nil for other types.
  static func tree(of value: some Encodable) -> CodableTree? {
    switch value {
    case let bytes as Bytes: .bytes(bytes)
    case let point as Timestamp: .integer(point.milliseconds)
    default: nil
    }
  }

  /// The value of a tree for such a type; nil for other types.
  static func value<Value>(_ type: Value.Type, in tree: CodableTree) -> Value? {
    switch (tree, type) {
    case (.bytes(let bytes), is Bytes.Type): bytes as? Value
    case (.integer(let milliseconds), is Timestamp.Type): Timestamp(milliseconds: milliseconds) as? Value
    default: nil
    }
  }
}

/// A coding key for any name or index.
struct CodableName: CodingKey {
  let stringValue: String
  let intValue: Int?

  init(stringValue: String) { (self.stringValue, intValue) = (stringValue, nil) }
  init(intValue: Int) { (stringValue, self.intValue) = ("\(intValue)", intValue) }
}

extension Timestamp: Codable {
  /// Reads milliseconds since the epoch.
  ///
  /// - Throws: errors of the decoder.
  public init(from decoder: any Decoder) throws {
    self.init(milliseconds: try decoder.singleValueContainer().decode(Int64.self))
  }

  /// Writes milliseconds since the epoch.
  ///
  /// - Throws: errors of the encoder.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(milliseconds)
  }
}

extension Bytes: Codable {
  /// Reads an array of bytes.
  ///
  /// - Throws: errors of the decoder.
  public init(from decoder: any Decoder) throws {
    self.init(try decoder.singleValueContainer().decode([UInt8].self))
  }

  /// Writes an array of bytes.
  ///
  /// - Throws: errors of the encoder.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(Array(self))
  }
}
