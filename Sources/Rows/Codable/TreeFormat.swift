// The self-describing format of trees without a schema: a byte with the kind of the value, then the value.

extension CodableTree {
  /// The byte before a value. The raw values are part of the format.
  private enum Mark: UInt8 {
    case null, no, yes, integer, unsigned, float, double, text, bytes, list, fields
  }

  /// Writes the tree.
  func write(to writer: inout RawWriter) {
    func mark(_ mark: Mark) { writer.write(byte: mark.rawValue) }
    switch self {
    case .null: mark(.null)
    case .boolean(let value): mark(value ? .yes : .no)
    case .integer(let value):
      mark(.integer)
      writer.write(integer: value)
    case .unsigned(let value):
      mark(.unsigned)
      writer.write(integer: value)
    case .float(let value):
      mark(.float)
      writer.write(value)
    case .double(let value):
      mark(.double)
      writer.write(value)
    case .text(let value):
      mark(.text)
      writer.write(value)
    case .bytes(let value):
      mark(.bytes)
      writer.write(value)
    case .list(let values):
      mark(.list)
      writer.beginArray(count: values.count)
      for value in values { value.write(to: &writer) }
    case .fields(let fields):
      mark(.fields)
      writer.beginMap(count: fields.count)
      for field in fields {
        writer.writeKey(field.name)
        field.value.write(to: &writer)
      }
    }
  }

  /// Reads a tree.
  ///
  /// - Throws: ``CoderError``.
  init(from reader: inout RawReader) throws(CoderError) {
    let byte = try reader.readByte()
    guard let mark = Mark(rawValue: byte) else { throw .badByte(byte) }
    switch mark {
    case .null: self = .null
    case .no: self = .boolean(false)
    case .yes: self = .boolean(true)
    case .integer: self = .integer(try reader.read(integer: Int64.self))
    case .unsigned: self = .unsigned(try reader.read(integer: UInt64.self))
    case .float: self = .float(try reader.read(Float.self))
    case .double: self = .double(try reader.read(Double.self))
    case .text: self = .text(try reader.read(String.self))
    case .bytes: self = .bytes(try reader.read(Bytes.self))
    case .list:
      var values: [CodableTree] = []
      var elements = try reader.beginArray()
      while try reader.nextElement(in: &elements) { values.append(try CodableTree(from: &reader)) }
      self = .list(values)
    case .fields:
      var fields: [(name: String, value: CodableTree)] = []
      var elements = try reader.beginMap()
      while try reader.nextElement(in: &elements) {
        fields.append((try reader.readKey(), try CodableTree(from: &reader)))
      }
      self = .fields(fields)
    }
  }
}
