import Foundation
import Rows
import Testing

/// The documents of plain values, iterables and rows.
extension VectorCheck {
  mutating func checkValues() throws {
    try checkScalars()
    try checkIterables()
    try checkRows()
  }

  private mutating func checkScalars() throws {
    for index in 0...1 { try check(index, as: Bytes.self, coder: "bytes") { try bytes($0) } }
    try check(2, as: Bool.self, coder: "bool") { try #require($0 as? Bool) }
    for index in 3...4 {
      try check(index, as: String.self, coder: "string_utf8") { try #require($0 as? String) }
    }
    try check(5, as: Int64.self, coder: "varint") { try int($0) }
    try check(22, as: Double.self, coder: "double") { try double($0) }
    try check(41, as: Bytes?.self, coder: "nullable(bytes)") { try optional($0, bytes) }
  }

  private mutating func checkIterables() throws {
    try check(11, as: [Int64].self, coder: "iterable(varint)") { try list($0, int) }
    for index in [12, 14] {
      try check(index, as: [Bytes].self, coder: "iterable(bytes)") { try list($0, bytes) }
    }
    try check(13, as: [Bool].self, coder: "iterable(bool)") { try list($0) { try #require($0 as? Bool) } }
  }

  private mutating func checkRows() throws {
    try check(23, as: FourFields.self, coder: "row") {
      try FourFields(
        str: text($0, "str"), i32: Int32(int(field($0, "i32"))), f64: double(field($0, "f64")),
        arr: list(field($0, "arr")) { try #require($0 as? String) })
    }
    try check(24, as: ThreeOptionals.self, coder: "row") {
      try ThreeOptionals(
        str: optional(field($0, "str")) { try #require($0 as? String) },
        i32: optional(field($0, "i32")) { try Int32(int($0)) }, f64: optional(field($0, "f64"), double))
    }
    try check(25, as: FlagAndBytes.self, coder: "row") {
      try FlagAndBytes(fBool: flag($0, "f_bool"), fBytes: optional(field($0, "f_bytes"), bytes))
    }
    try check(26, as: MapField.self, coder: "row") {
      let entries = try #require(field($0, "f_map") as? [String: Any])
      return MapField(fMap: try entries.mapValues { try optional($0, int) })
    }
    try check(27, as: Positions.self, coder: "row") {
      try Positions(
        i32: optional(field($0, "i32")) { try Int32(int($0)) }, str: text($0, "str"), fBool: flag($0, "f_bool"))
    }
    try checkLogicalTypes()
  }

  private mutating func checkLogicalTypes() throws {
    try check(28, as: MicrosInstant.self, coder: "row") {
      let point = try field($0, "f_timestamp")
      return try MicrosInstant(
        fTimestamp: Micros(seconds: int(field(point, "seconds")), micros: int(field(point, "micros"))),
        fString: text($0, "f_string"), fInt: int(field($0, "f_int")))
    }
    try check(29, as: MillisInstant.self, coder: "row") {
      // The file holds the eight bytes, in which the sign bit is flipped.
      let flipped = try int(field($0, "f_timestamp"))
      return try MillisInstant(
        fTimestamp: Timestamp(milliseconds: flipped ^ .min), fString: text($0, "f_string"),
        fInt: int(field($0, "f_int")))
    }
    try check(30, as: FloatField.self, coder: "row") {
      FloatField(fFloat: Float(try double(field($0, "f_float"))))
    }
    try check(31, as: FloatAndDecimal.self, coder: "row") {
      FloatAndDecimal(
        fFloat: Float(try double(field($0, "f_float"))), fDecimal: try decimal(text($0, "f_decimal")))
    }
    try check(32, as: FixedLengths.self, coder: "row") {
      let string: (Any) throws -> String = { try #require($0 as? String) }
      return try FixedLengths(
        fChar: optional(field($0, "f_char"), string), fVarchar: optional(field($0, "f_varchar"), string),
        fBytes: optional(field($0, "f_bytes"), bytes), fVarbytes: optional(field($0, "f_varbytes"), bytes))
    }
    try check(42, as: TimestampField<Int16>.self, coder: "row") { try timestamp($0) }
    for index in 43...44 {
      try check(index, as: TimestampField<Int32>.self, coder: "row") { try timestamp($0) }
    }
  }
}

// MARK: Values of the file

private func bytes(_ json: Any) throws -> Bytes { Bytes(utf8: try #require(json as? String)) }
private func int(_ json: Any) throws -> Int64 { try #require(json as? NSNumber).int64Value }
private func text(_ json: Any, _ name: String) throws -> String { try #require(field(json, name) as? String) }
private func flag(_ json: Any, _ name: String) throws -> Bool { try #require(field(json, name) as? Bool) }
private func field(_ json: Any, _ name: String) throws -> Any { try #require((json as? [String: Any])?[name]) }

private func double(_ json: Any) throws -> Double {
  if let text = json as? String { return try #require(Double(text)) }
  return try #require(json as? NSNumber).doubleValue
}

private func list<Value>(_ json: Any, _ element: (Any) throws -> Value) throws -> [Value] {
  try #require(json as? [Any]).map(element)
}

private func optional<Value>(_ json: Any, _ value: (Any) throws -> Value) throws -> Value? {
  json is NSNull ? nil : try value(json)
}

private func decimal(_ text: String) throws -> BigDecimal {
  let parts = text.split(separator: ".")
  return BigDecimal(unscaled: try #require(Int64(parts.joined())), scale: Int64(parts[1].count))
}

private func timestamp<Part: FixedWidthInteger & RowValue>(_ json: Any) throws -> TimestampField<Part> {
  let point = try field(json, "f_timestamp")
  return TimestampField(
    fTimestamp: Subseconds(
      seconds: try int(field(point, "seconds")), subseconds: Part(try int(field(point, "subseconds")))))
}
