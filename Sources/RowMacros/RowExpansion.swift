/// The text of the extension that `@Row` adds.
struct RowExpansion {
  /// The prefix of names of the module `Rows`. From Swift 6.3 on it works even if the author has a type named `Rows`.
  #if compiler(>=6.3)
    static let rows = "Rows::"
  #else
    static let rows = "Rows."
  #endif

  let typeName: String
  let fields: [RowField]
  let access: Access
  /// Whether the struct is a key, which needs a comparison.
  let isKey: Bool
  /// Whether the extension declares the conformance; false if the struct does.
  let declaresConformance: Bool

  /// The source of the extension.
  var text: String {
    """
    extension \(typeName)\(declaresConformance ? ": \(Self.rows)_Row" : "") {
    \(names)
    \(reading)
    \(writing)
    \(isKey ? comparison : "")
    }
    """
  }

  /// The attributes and modifiers before each member.
  private var attributes: String { (access.isInlinable ? "@inlinable " : "") + access.modifier }

  private func lines(_ line: (Int, RowField) -> String) -> String {
    fields.enumerated().map { line($0.offset, $0.element) }.joined(separator: "\n")
  }

  // MARK: Names and types

  private var names: String {
    """
    \(attributes)static var fieldCount: Int { \(fields.count) }
    \(attributes)static var hasPlainFieldNames: Bool { \(fields.allSatisfy { Self.isPlain($0.wireName) }) }
    \(attributes)static func fieldName(at index: Int) -> StaticString {
      switch index {
      \(lines { "case \($0): \"\($1.wireName)\"" })
      default: ""
      }
    }
    \(lookup)
    \(access.modifier)static func describeFields(to builder: inout \(Self.rows)SchemaBuilder) {
      \(lines { "builder.add((\($1.typeName)).self)" })
    }
    """
  }

  /// Whether a name needs no escapes in JSON.
  private static func isPlain(_ name: String) -> Bool {
    name.utf8.allSatisfy { $0 >= 0x20 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }
  }

  /// The lookup of a field by name, with a switch over the names' hashes. Empty if two names have the same hash; the
  /// default lookup is then used.
  private var lookup: String {
    let codes = fields.map { NameCode.code(of: $0.wireName) }
    if fields.isEmpty || Set(codes).count < codes.count { return "" }
    return """
      \(attributes)static func fieldIndex(of name: UnsafeRawBufferPointer) -> Int {
        switch \(Self.rows)FieldNames.code(of: name) {
        \(lines { "case \(codes[$0]): \(isName($1)) ? \($0) : -1" })
        default: -1
        }
      }
      """
  }

  /// The condition that a name with a field's hash is the field's name. For at most eight bytes, the hash and the
  /// length are enough.
  private func isName(_ field: RowField) -> String {
    let count = field.wireName.utf8.count
    return count <= 8 ? "name.count == \(count)" : "\(Self.rows)FieldNames.isSame(\"\(field.wireName)\", name)"
  }

  // MARK: Reading

  private var reading: String {
    """
    \(attributes)init<Format_: \(Self.rows)FieldReader & ~Copyable>(from reader: inout Format_) throws(Format_.Failure) {
      if Format_.isPositional {
        let fields = try reader.beginRow(Self.self)
        \(positional)
        try reader.endRow(Self.self, fields)
        \(lines { $1.hasDefault ? "if let value\($0) { self.\($1.property) = value\($0) }" : "self.\($1.property) = value\($0)" })
        return
      }
      \(lines { "var value\($0): (\($1.typeName))? = nil" })
      var fields = try reader.beginRow(Self.self)
      while let field = try reader.nextField(of: Self.self, in: &fields) {
        \(named)
      }
      \(lines(presence))
      \(lines(assignment))
    }
    """
  }

  /// Reads the fields by position. The generated `at` is the index of the field that failed.
  private var positional: String {
    if fields.isEmpty { return "" }
    let declarations = lines { "let value\($0): \($1.typeName)\($1.hasDefault ? "?" : "")" }
    let reads = lines { index, field in
      let read = "value\(index) = try reader.readField(\(index), in: fields)"
      let guarded = field.hasDefault ? "value\(index) = \(readOrAbsent(index, field))" : read
      return index == 0 ? guarded : "at = \(index)\n\(guarded)"
    }
    return """
      \(declarations)
      \(fields.count == 1 ? "let" : "var") at = 0
      do throws(Format_.Failure) {
        \(reads)
      } catch {
        throw reader.failure(error, inField: Self.fieldName(at: at))
      }
      """
  }

  /// Reads a field by name.
  private var named: String {
    if fields.isEmpty { return "_ = field\ntry reader.skipValue()" }
    let cases = lines { index, field in
      """
      case \(index):
        if value\(index) != nil { throw reader.duplicateField(Self.fieldName(at: field), in: fields) }
        value\(index) = .some(try (\(field.typeName)).readField(from: &reader))
      """
    }
    return """
      switch field {
      \(cases)
      default: try reader.skipValue()
      }
      """
  }

  /// Checks that a required field is present.
  private func presence(_ index: Int, _ field: RowField) -> String {
    if field.hasDefault || field.isOptional { return "" }
    let value = field.isAlwaysPresent ? "value\(index)" : "value\(index) ?? (\(field.typeName)).valueIfAbsent"
    return """
      guard let value\(index) = \(value) else { throw reader.missingField("\(field.wireName)", in: fields) }
      """
  }

  /// The value to assign to a property with a default; nil keeps the default. An absent optional is set to nil, since
  /// nil is not written.
  private func readOrAbsent(_ index: Int, _ field: RowField) -> String {
    let type = "(\(field.typeName))"
    return "reader.isAbsent(\(index), in: fields) ? \(type).valueIfAbsent : try \(type).readField(from: &reader)"
  }

  private func assignment(_ index: Int, _ field: RowField) -> String {
    if field.hasDefault {
      let absent = field.isAlwaysPresent ? "" : " ?? (\(field.typeName)).valueIfAbsent"
      return "if let value\(index) = value\(index)\(absent) { self.\(field.property) = value\(index) }"
    }
    return "self.\(field.property) = value\(index)\(field.isOptional ? " ?? nil" : "")"
  }

  // MARK: Writing

  private var writing: String {
    let notes = fields.enumerated().filter { !$0.element.isAlwaysPresent }
      .map { "nulls.note(\($0.offset), self.\($0.element.property))" }.joined(separator: "\n")
    let nulls = notes.isEmpty ? "" : "var nulls = \(Self.rows)NullBits()\nif Format_.isPositional {\n\(notes)\n}"
    return """
      \(attributes)func write<Format_: \(Self.rows)FieldWriter & ~Copyable>(to writer: inout Format_) {
        \(nulls)
        writer.beginRow(fieldCount: \(fields.count), nulls: \(notes.isEmpty ? "\(Self.rows)NullBits()" : "nulls"))
        \(lines { "writer.writeField(\"\($1.wireName)\", self.\($1.property))" })
        writer.endRow()
      }
      """
  }

  // MARK: Keys

  /// Compares all fields, except those already reported as unfit for keys.
  private var comparison: String {
    let guards = fields.filter { $0.keyObjection == nil }
      .map { "guard \(Self.rows)_isSame(left.\($0.property), right.\($0.property)) else { return false }" }
    return """
      \(attributes)static func isSame(_ left: borrowing Self, _ right: borrowing Self) -> Bool {
        \(guards.joined(separator: "\n"))
        return true
      }
      """
  }
}
