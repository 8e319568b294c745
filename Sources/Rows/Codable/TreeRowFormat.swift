// Writes and reads trees in Beam's row format, by a recorded schema.

extension RawWriter {
  /// Writes a value of a type.
  ///
  /// - Throws: ``CoderError`` if the tree does not fit the type.
  mutating func write(_ tree: CodableTree, as type: FieldType) throws(CoderError) {
    switch (type.kind, tree) {
    case (.row(let schema), .fields(let fields)): try write(fields, as: schema)
    case (.array(let element), .list(let values)), (.iterable(let element), .list(let values)):
      beginArray(count: values.count)
      for value in values { try writeElement(value, as: element) }
    case (.map(_, let value), .fields(let fields)):
      beginMap(count: fields.count)
      for field in fields {
        writeKey(field.name)
        try writeElement(field.value, as: value)
      }
    case (.logical, .integer(let milliseconds)): write(Timestamp(milliseconds: milliseconds))
    case (.atomic(let atomic), _): try write(tree, as: atomic)
    default: throw mismatch(tree)
    }
  }

  private mutating func write(
    _ fields: [(name: String, value: CodableTree)], as schema: Schema
  ) throws(CoderError) {
    let values = Dictionary(fields.map { ($0.name, $0.value) }) { $1 }
    guard values.count == fields.count, values.keys.allSatisfy({ name in schema.fields.contains { $0.name == name } })
    else { throw .refused("it encodes fields that it does not decode") }
    var nulls = NullBits()
    for (index, field) in schema.fields.enumerated() {
      switch values[field.name] {
      case nil, .null: nulls.mark(index)
      default: break
      }
    }
    beginRow(fieldCount: schema.fields.count, nulls: nulls)
    for field in schema.fields {
      do throws(CoderError) {
        switch values[field.name] {
        case nil, .null: if !field.type.isNullable { throw .refused("missing") }
        case .some(let value): try write(value, as: field.type)
        }
      } catch {
        throw .inField(field.name, error)
      }
    }
  }

  private mutating func writeElement(_ tree: CodableTree, as type: FieldType) throws(CoderError) {
    guard type.isNullable else { return try write(tree, as: type) }
    if case .null = tree { return writeNull() }
    writePresent()
    try write(tree, as: type)
  }

  private mutating func write(_ tree: CodableTree, as type: FieldType.Atomic) throws(CoderError) {
    switch (type, tree) {
    case (.boolean, .boolean(let value)): write(value)
    case (.string, .text(let value)): write(value)
    case (.bytes, .bytes(let value)): write(value)
    case (.byte, .integer(let value)): write(integer: try narrow(value, Int8.self))
    case (.int16, .integer(let value)): write(integer: try narrow(value, Int16.self))
    case (.int32, .integer(let value)): write(integer: try narrow(value, Int32.self))
    case (.int64, .integer(let value)): write(integer: value)
    case (.int64, .unsigned(let value)): write(integer: value)
    case (.float, .float(let value)): write(value)
    case (.double, _):
      guard let value = tree.number else { throw mismatch(tree) }
      write(value)
    default: throw mismatch(tree)
    }
  }

  private func narrow<Integer: FixedWidthInteger>(_ value: Int64, _ type: Integer.Type) throws(CoderError) -> Integer {
    guard let narrow = Integer(exactly: value) else { throw .outOfRange(value) }
    return narrow
  }

  private func mismatch(_ tree: CodableTree) -> CoderError {
    .refused("it encodes \(tree.kind) but decodes something else")
  }
}

extension RawReader {
  /// Reads a value of a type.
  ///
  /// - Throws: ``CoderError``.
  mutating func readTree(_ type: FieldType) throws(CoderError) -> CodableTree {
    switch type.kind {
    case .row(let schema): return try readTree(schema)
    case .array(let element), .iterable(let element):
      var values: [CodableTree] = []
      var elements = try beginArray()
      while try nextElement(in: &elements) { values.append(try readElement(element)) }
      return .list(values)
    case .map(_, let value):
      var fields: [(name: String, value: CodableTree)] = []
      var elements = try beginMap()
      while try nextElement(in: &elements) { fields.append((try readKey(), try readElement(value))) }
      return .fields(fields)
    case .logical: return .integer(try read(Timestamp.self).milliseconds)
    case .atomic(let atomic): return try readTree(atomic)
    }
  }

  private mutating func readTree(_ schema: Schema) throws(CoderError) -> CodableTree {
    let present = try beginRow()
    var fields: [(name: String, value: CodableTree)] = []
    for (index, field) in schema.fields.enumerated() where !isAbsent(index, in: present) {
      do throws(CoderError) {
        fields.append((field.name, try readTree(field.type)))
      } catch {
        throw .inField(field.name, error)
      }
    }
    try endRow(fieldCount: schema.fields.count, present)
    return .fields(fields)
  }

  private mutating func readElement(_ type: FieldType) throws(CoderError) -> CodableTree {
    if type.isNullable, try readNull() { return .null }
    return try readTree(type)
  }

  private mutating func readTree(_ type: FieldType.Atomic) throws(CoderError) -> CodableTree {
    switch type {
    case .boolean: .boolean(try read(Bool.self))
    case .string: .text(try read(String.self))
    case .bytes: .bytes(try read(Bytes.self))
    case .byte: .integer(Int64(try read(integer: Int8.self)))
    case .int16: .integer(Int64(try read(integer: Int16.self)))
    case .int32: .integer(Int64(try read(integer: Int32.self)))
    case .int64: .integer(try read(integer: Int64.self))
    case .float: .float(try read(Float.self))
    case .double: .double(try read(Double.self))
    }
  }
}
