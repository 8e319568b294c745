import TestSupport
import Testing

/// What `@Row` adds compiles beside types of the author's that are named like what it refers to.
@Suite(.enabled(if: Compiler.found != nil, "\(Compiler.missing)"))
struct NameClashTests {
  private func check(_ source: String) throws {
    let compiler = try #require(Compiler.found)
    let errors = try compiler.errors(in: source)
    #expect(errors.isEmpty, "\(errors)")
  }

  private static let names = [
    "Rows", "Row", "RowValue", "FieldReader", "FieldWriter", "SchemaBuilder", "FieldNames", "NullBits", "StreamKey",
    "Joist", "Beam", "Field",
  ]

  @Test("@Row works in a file with a type named like one of the library", arguments: names)
  func inTheFile(name: String) throws {
    try check(
      """
      import Rows
      struct \(name) { var lines: [String] = [] }
      @Row struct Visit: Sendable { var id: String, note: String?, count: Int = 3 }
      @Row struct ID: Rows::StreamKey { var number: Int, text: String }
      public struct Table { @Row public struct Line { public var visitorNumberOfTheTable: Int } }
      func read(_ bytes: Bytes) throws -> Visit { try bytes.decode(Visit.self) }
      """)
  }

  @Test("@Row works with a type named like one of the library inside or around the row", arguments: names)
  func aroundTheRow(name: String) throws {
    try check(
      """
      import Rows
      @Row struct Table { enum \(name) { case one }; var id: String, note: String? }
      enum Outer { enum \(name) {}; @Row struct Visit: Sendable { var id: String, longNameOfAField: Int? } }
      """)
  }

  @Test("@Row works with a property or a generic parameter named like a type of the library")
  func properties() throws {
    try check(
      """
      import Rows
      @Row struct Table { var Rows: String, count: Int }
      @Row struct Box<Rows: RowValue> { var content: Rows, note: String? }
      """)
  }

  @Test("A key may qualify its conformance with the module")
  func qualifiedKeys() throws {
    try check(
      """
      import Rows
      func key<Key: StreamKey>(_ key: Key) {}
      @Row struct A: Rows::StreamKey { var number: Int }
      @Row struct B: Rows.StreamKey { var number: Int }
      @Row struct C: StreamKey, Sendable { var number: Int }
      func use() { key(A(number: 1)); key(B(number: 1)); key(C(number: 1)) }
      """)
  }
}
