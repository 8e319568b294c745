import Rows
import RowsJSON

enum Level: String, RowValue { case low, high }

@Row struct Place: Equatable {
  var lat: Double, lng: Double
}

@Row struct Visit: Equatable {
  var id: String
  var eventTS: Int64
  var note: String?
  var size: Int32?
  var place: Place?
  var tags: [String]?
  var level: Level?
  var counts: [String: Int]?
  var ratio: Float?
  var at: Timestamp?
  var raw: Bytes?
  var big: UInt64?
  var small: Int8?
  var ok: Bool?
  var retries: Int = 3
}

/// What arrives as a number, a number in quotes, or an empty string.
enum Coordinate: RowValue, Equatable {
  case number(Double)
  case text(String)

  static func read<R: FieldReader & ~Copyable>(from reader: inout R) throws(R.Failure) -> Coordinate {
    switch reader.nextKind() {
    case .number: .number(try reader.read(Double.self))
    default: .text(try reader.read(String.self))
    }
  }

  static func write<W: FieldWriter & ~Copyable>(_ value: borrowing Coordinate, to writer: inout W) {
    switch copy value {
    case .number(let number): writer.write(number)
    case .text(let text): writer.write(text)
    }
  }

  static func fieldType(in builder: inout SchemaBuilder) -> FieldType { .atomic(.string) }
}

@Row struct RawVisit: Equatable {
  var lat: Coordinate, lng: Coordinate
}

/// A value of any kind, to read any document.
indirect enum JSON: RowValue, Equatable {
  case null
  case boolean(Bool)
  case number(Double)
  case text(String)
  case array([JSON])
  case object([String: JSON])

  static func read<R: FieldReader & ~Copyable>(from reader: inout R) throws(R.Failure) -> JSON {
    switch reader.nextKind() {
    case .null, .unknown: try reader.readNull() ? .null : .text(try reader.read(String.self))
    case .boolean: .boolean(try reader.read(Bool.self))
    case .number: .number(try reader.read(Double.self))
    case .string: .text(try reader.read(String.self))
    case .array: .array(try [JSON].read(from: &reader))
    case .row: .object(try [String: JSON].read(from: &reader))
    }
  }

  static func write<W: FieldWriter & ~Copyable>(_ value: borrowing JSON, to writer: inout W) {
    switch copy value {
    case .null: writer.writeNull()
    case .boolean(let value): writer.write(value)
    case .number(let value): writer.write(value)
    case .text(let value): writer.write(value)
    case .array(let values): [JSON].write(values, to: &writer)
    case .object(let entries): [String: JSON].write(entries, to: &writer)
    }
  }

  static func fieldType(in builder: inout SchemaBuilder) -> FieldType { .atomic(.string) }
}

/// What reading a document gives: the value, or the failure in words.
func read<Value: RowValue>(_ type: Value.Type, _ text: String) -> Result<Value, JSONError> {
  let parser = JSONParser()
  return Result { () throws(JSONError) in try parser.decode(Value.self, from: text) }
}

/// The words of the failure; nil if there was none.
func failure<Value: RowValue>(_ type: Value.Type, _ text: String) -> String? {
  if case .failure(let error) = read(type, text) { return error.description }
  return nil
}
