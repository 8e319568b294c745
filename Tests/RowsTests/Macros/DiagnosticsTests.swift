import TestSupport
import Testing

/// What the compiler says of sources that are wrong, and where: each line's error stands after it.
@Suite(.enabled(if: Compiler.found != nil, "\(Compiler.missing)"))
struct DiagnosticsTests {
  private func check(_ source: String) throws {
    let compiler = try #require(Compiler.found)
    let surprises = try compiler.surprises(in: source)
    #expect(surprises.isEmpty, "\(surprises)")
  }

  @Test("Mistakes in rows are reported at their position") func rows() throws {
    try check(
      #"""
      import Rows
      @Row class A { var a: Int = 1 }  // error: @Row describes the fields of a struct
      @Row enum B { case a }  // error: @Row describes the fields of a struct; declare an enum with a raw value as ': String, RowValue'
      @Row struct C {
        var a = 1  // error: @Row needs the type of 'a' written out, as in 'var a: Int'
        let b: Int = 2  // error: 'b' is a 'let' with a value, so it cannot be read; make it 'var' or 'static'
        lazy var c: Int = 1  // error: a lazy property cannot be a field
        var d: (Int, Int)  // error: 'd' cannot be a field: a tuple has no names on the wire; make it a struct with @Row
        var e: () -> Int  // error: 'e' cannot be a field: a function cannot be encoded
        var f: Int!  // error: 'f' cannot be a field: write '?' instead of '!'
        var g: Int??  // error: 'g' cannot be a field: formats have only one null; use a single '?'
        var h: any Sendable  // error: 'h' cannot be a field: its type must be known to read it
        var (x, y): (Int, Int)  // error: @Row needs each property declared by itself, with its type
        @Field("a\"b") var i: Int  // error: a field's name must not be empty or contain quotes, backslashes
        @Field("z") var j: Int, k: Int  // error: @Field names one field; declare each property by itself
        var userID: Int
        var userId: Int  // error: 'userID' and 'userId' are both "user_id" on the wire; rename one with @Field
        #if DEBUG  // error: @Row cannot see which branch of '#if' is taken; declare the property outside it
        var q: Int
        #endif
        static let fine = 1
        var alsoFine: Int { 1 }
      }
      struct D {
        @Field("x") var x: Int  // error: @Field applies only to a property of a @Row struct
      }
      let names = RowNames.camelCase
      @Row(names: names) struct E { var a: Int }  // error: @Row reads this argument from the source
      """#)
  }

  @Test("Types that cannot be keys are refused") func keys() throws {
    try check(
      #"""
      import Rows
      func key<Key: StreamKey>(_ key: Key) {}
      @Row struct A: StreamKey {
        var id: Int
        var lat: Double  // error: 'lat' cannot be part of a key: a Double cannot be a key: -0.0 == 0.0
      }
      func use() {
        key(1.5)  // error: conformance of 'Double' to 'StreamKey' is unavailable: a Double cannot be a key: -0.0 == 0.0
        key(Float(1))  // error: conformance of 'Float' to 'StreamKey' is unavailable: a Float cannot be a key
        key(Set([1]))  // error: conformance of 'Set<Element>' to 'StreamKey' is unavailable: a Set cannot be a key
        key(["a": 1])  // error: conformance of 'Dictionary<Key, Value>' to 'StreamKey' is unavailable: a Dictionary cannot be a key
        key(["a", nil])
      }
      """#)
    try check(
      #"""
      import Rows
      typealias Money = Double
      @Row struct A: StreamKey { var money: Money }  // error: conformance of 'Double' to 'StreamKey' is unavailable: a Double cannot be a key
      @Row struct B { var id: Int }
      @Row struct C: StreamKey { var b: B }  // error: global function '_isSame' requires that 'B' conform to 'StreamKey'
      @Row struct D { var id: Int }
      extension D: StreamKey {}  // error: type 'D' does not conform to protocol 'StreamKey'
      """#)
  }

  @Test("A type that cannot be a field is named") func fields() throws {
    try check(
      #"""
      import Rows
      struct Other {}
      @Row struct A { var other: Other }  // error: 'add' is unavailable: this field's type is not a RowValue; declare a struct with @Row, an enum as ': String, RowValue'
      """#)
  }

  @Test("Foundation's types and enums without raw values are refused at the field, with a hint")
  func typesWithoutForm() throws {
    try check(
      #"""
      import Foundation
      import Rows
      @Row struct Order {
        var at: Date  // error: 'at' cannot be a field: a Date has no single wire format; use Timestamp
        var page: URL?  // error: 'page' cannot be a field: a URL has no single wire format; use String
        var ids: [UUID]  // error: 'ids' cannot be a field: a UUID has no single wire format; use String, or Bytes
        var prices: [String: Decimal]  // error: 'prices' cannot be a field: a Decimal has no single wire format; use String, or Int64
        enum Kind { case small, large }
        var kind: Kind  // error: 'kind' cannot be a field: the enum has no value on the wire; declare 'enum Kind: String, RowValue'
        enum Size: String, RowValue { case small, large }
      }
      @Row struct Own { @Row struct Data { var a: Int }; var data: Data }
      @Row struct Box<Data: RowValue> { var data: Data }
      @Row struct Fine {
        enum Size: String, RowValue { case small, large }
        var size: Size
      }
      """#)
  }

  @Test("Rows of every access level compile") func accessLevels() throws {
    try check(
      #"""
      public import Rows
      private struct Hidden { @Row struct Inner: StreamKey { var x: Int } }
      @Row private struct Private: StreamKey { var x: Int }
      @Row fileprivate struct FilePrivate { fileprivate var x: Int; private var y: Int }
      @Row public struct Half: StreamKey { public var x: Int; var y: Int }
      @Row public struct Whole: StreamKey { public private(set) var x: Int; public let y: String }
      public extension Whole { @Row struct Inner { public var x: Int } }
      struct Around { @Row public struct Inner: StreamKey { public var x: Int } }
      public struct Open { @Row public struct Inner { public var x: Int } }
      public struct Generic<T: RowValue> { @Row public struct Inner { public var x: T } }
      """#)
  }
}
