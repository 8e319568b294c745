import Rows
import TestSupport
import Testing

@testable import RowsJSON

/// What is read from the text itself is what is read from the tape, or nothing.
@Suite struct JSONTextReaderTests {
  /// What both make of a document; it stands in memory of just its size.
  private func read<Value: RowValue>(_ type: Value.Type, _ document: [UInt8]) -> (text: Value?, tape: Value?) {
    let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: document.count, alignment: 1)
    defer { bytes.deallocate() }
    bytes.copyBytes(from: document)
    let text = JSONTextReader.read(type, from: UnsafeRawBufferPointer(bytes))
    let parser = JSONParser()
    guard var reader = try? parser.parse(UnsafeRawBufferPointer(bytes)), let tape = try? Value.read(from: &reader)
    else {
      return (text, nil)
    }
    return (text, tape)
  }

  /// Whether there is a value, which then is the same in every bit.
  private func isRead<Value: RowValue & Equatable>(_ type: Value.Type, _ document: [UInt8]) -> Bool {
    let (text, tape) = read(type, document)
    guard let text else { return false }
    #expect(text == tape, "\(String(decoding: document, as: UTF8.self))")
    // Equal values may differ in the sign of a zero or the form of a text. The keys of a dictionary come in any order.
    let expected = tape.map { Bytes(json: $0).sorted() }
    #expect(Bytes(json: text).sorted() == expected, "\(String(decoding: document, as: UTF8.self))")
    return true
  }

  private func isRead<Value: RowValue & Equatable>(_ type: Value.Type, _ document: String) -> Bool {
    isRead(type, Array(document.utf8))
  }

  @Test(
    "Random documents, some of them damaged, are read the same or not at all", arguments: 1...6 as ClosedRange<UInt64>)
  func randomDocuments(seed: UInt64) {
    var documents = JSONDocuments(seed: seed)
    var read = (sheets: 0, values: 0)
    for _ in 0..<3_000 {
      let document = documents.next()
      // Most of them have escapes; without them, more are read.
      for document in [document, document.map { $0 == UInt8(ascii: "\\") ? UInt8(ascii: "x") : $0 }] {
        if isRead(Sheet.self, document) { read.sheets += 1 }
        if isRead(JSON.self, document) { read.values += 1 }
      }
    }
    #expect(read.sheets > 300 && read.values > 300, "\(read)")
  }

  private static let visit = """
    {"id": "6a9c1f2e-8d4b-4c3a-9b7e-1f0a2d3c4b5e", "event_ts": 1700000000123, "note": null, "size": -12, \
    "place": {"lat": -12.3456, "lng": 0.5}, "tags": ["a", "", "größer", "longer than fifteen bytes"], "level": "high", \
    "counts": {"x": 1, "y": 2}, "ratio": 0.25, "at": "2023-05-05T13:02:21.345Z", "raw": "AQID", "big": 12345678901234567, \
    "small": -128, "ok": true, "other": [{"a": [1, -2.5e3, 0.0, true, false, null, "x"]}, {}, [], [[]]], "retries": 7}
    """

  @Test("A common document is read from its text")
  func plainDocuments() {
    #expect(isRead(Visit.self, Self.visit))
    #expect(isRead(Visit.self, " \n\t\r" + Self.visit + "\n "))
    for document in [
      #"{"id":"a","event_ts":1}"#, #"{ "event_ts" : 1 , "id" : "a" }"#, #"{"id":"a","event_ts":0,"at":1700000000123}"#,
      #"{"id":"","event_ts":9223372036854775807}"#, #"{"unknown":"a","id":"a","event_ts":-9223372036854775807}"#,
    ] { #expect(isRead(Visit.self, document), "\(document)") }
    for document in [
      "[]", "{}", "[[[]]]", #"[1,"a",{"b":[true,false,null]}]"#, "[1.5,-0.0,0,-0,1e3,1E-2,12.5e+1]", #"[""]"#,
    ] {
      #expect(isRead(JSON.self, document), "\(document)")
    }
  }

  @Test("No truncated document is read")
  func truncatedDocuments() {
    let bytes = Array(Self.visit.utf8)
    for count in 0..<bytes.count {
      for end in ["", "}", "]", "\"}", "\":1}", "]}", "}}"] {
        _ = isRead(Visit.self, Array(bytes[..<count]) + Array(end.utf8))
        _ = isRead(JSON.self, Array(bytes[..<count]) + Array(end.utf8))
      }
    }
  }

  @Test("No document with a changed byte is read differently")
  func changedDocuments() {
    let bytes = Array(Self.visit.utf8)
    for index in bytes.indices {
      for byte in [0x00, 0x1F, 0x20, 0x22, 0x2C, 0x30, 0x5C, 0x5D, 0x7B, 0x7D, 0x7F, 0x80, 0xC3, 0xFF] as [UInt8] {
        var changed = bytes
        changed[index] = byte
        _ = isRead(Visit.self, changed)
      }
    }
  }

  @Test("Strings end at every offset within a word")
  func strings() {
    for length in 0...40 {
      for offset in 0...length {
        for piece in ["", "é", "\u{7F}", "\u{1F}", "\\n", "\\\"", "😀", "\\"] {
          let text = String(repeating: "x", count: offset) + piece + String(repeating: "y", count: length - offset)
          let isPlain = !piece.contains("\\") && piece != "\u{1F}"
          #expect(isRead(JSON.self, "[\"\(text)\"]") == isPlain, "\(text)")
          #expect(
            isRead(Place.self, "{\"\(text)\":0,\"lat\":1,\"skipped\":\"\(text)\",\"lng\":2}") == isPlain, "\(text)")
        }
      }
    }
    // Bytes that are no text: read by nobody, they are passed over.
    let broken = Array(#"{"lat":1,"skipped":""#.utf8) + [0xC3, 0x28] + Array(#"","lng":2}"#.utf8)
    #expect(isRead(Place.self, broken))
    #expect(!isRead(JSON.self, broken))
  }

  /// Names that are not what they are in JSON.
  struct Unusual: Row, Equatable {
    var first: Int
    var second: Int

    static var fieldCount: Int { 2 }
    static func fieldName(at index: Int) -> StaticString { index == 0 ? "a\"" : "a\\b" }
    static func describeFields(to builder: inout SchemaBuilder) { for _ in 0..<2 { builder.add(Int.self) } }

    init<R: FieldReader & ~Copyable>(from reader: inout R) throws(R.Failure) {
      var (first, second) = (0, 0)
      var fields = try reader.beginRow(Self.self)
      while let field = try reader.nextField(of: Self.self, in: &fields) {
        switch field {
        case 0: first = try Int.readField(from: &reader)
        case 1: second = try Int.readField(from: &reader)
        default: try reader.skipValue()
        }
      }
      (self.first, self.second) = (first, second)
    }

    func write<W: FieldWriter & ~Copyable>(to writer: inout W) {
      writer.beginRow(fieldCount: 2, nulls: NullBits())
      writer.writeField("a\"", first)
      writer.writeField("a\\b", second)
      writer.endRow()
    }
  }

  @Test("Names are found in any order, and never mistaken for others")
  func names() {
    #expect(Place.hasPlainFieldNames && !Unusual.hasPlainFieldNames)
    for document in [
      #"{"lat":1,"lng":2}"#, #"{"lng":2,"lat":1}"#, #"{"x":0,"lat":1,"":0,"lng":2,"lngx":3}"#,
      #"{"lat":1,"latlng":0,"lng":2}"#,
      #"{"lat":1,"lng":2,"":3}"#, #"{"lat":1,"lng":2,"lng ":3,"ln":4}"#,
    ] { #expect(isRead(Place.self, document), "\(document)") }
    for document in [#"{"lat":1,"lng":2,"lng":3}"#, #"{"lat":1,"lat":2,"lng":3}"#, #"{"lat":1}"#, #"{"lat":1,"lng:2}"#]
    {
      #expect(!isRead(Place.self, document), "\(document)")
    }
    for document in [#"{"a"":1}"#, #"{"a\b":1}"#, #"{"a\"":1}"#, #"{"a\\b":1}"#] {
      #expect(!isRead(Unusual.self, document), "\(document)")
    }
  }

  @Test("Numbers are the nearest Double, bit for bit", arguments: 0..<4 as Range<UInt64>)
  func numbers(seed: UInt64) throws {
    var random = SplitMix(seed: seed)
    var count = 0
    for _ in 0..<5_000 {
      let digits = (0..<Int.random(in: 1...17, using: &random)).map { _ in "\(Int.random(in: 0...9, using: &random))" }
        .joined()
      let fraction = (0..<Int.random(in: 0...17, using: &random)).map { _ in "\(Int.random(in: 0...9, using: &random))"
      }.joined()
      let exponent = Int.random(in: 0...3, using: &random) > 0 ? "" : "e\(Int.random(in: -30...30, using: &random))"
      let text = "-\(Bool.random(using: &random) ? digits : "0")\(fraction.isEmpty ? "" : "." + fraction)\(exponent)"
      guard let value = JSONTextReader.read([Double].self, from: "[\(text)]") else { continue }
      count += 1
      let expected = try #require(Double(text))
      #expect(value.map(\.bitPattern) == [expected.bitPattern], "\(text)")
    }
    #expect(count > 1_000)
  }

  @Test("Integers of 64 bits are read from the text, and larger ones are not")
  func wholeNumbers() {
    for (text, value) in [
      ("9223372036854775807", Int64.max), ("-9223372036854775807", -Int64.max), ("-9223372036854775808", nil),
      ("9223372036854775808", nil), ("18446744073709551616", nil), ("99999999999999999999", nil), ("00", nil),
      ("01", nil),
      ("-", nil), ("1.0", nil), ("1e2", nil), ("12345678", 12_345_678), ("123456789012345678", 123_456_789_012_345_678),
      ("-0", 0), ("0", 0), ("+1", nil), ("1234567a", nil),
    ] as [(String, Int64?)] { #expect(JSONTextReader.read([Int64].self, from: "[\(text)]")?.first == value, "\(text)") }
    #expect(JSONTextReader.read([Int8].self, from: "[128]") == nil)
    #expect(JSONTextReader.read([UInt64].self, from: "[-1]") == nil)
  }

  /// A whole number if it can be read as one, else any number.
  enum Either: RowValue, Equatable {
    case whole(Int64), other(Double)

    static func read<R: FieldReader & ~Copyable>(from reader: inout R) throws(R.Failure) -> Either {
      if let number = try? reader.read(integer: Int64.self) { return .whole(number) }
      return .other(try reader.read(Double.self))
    }

    static func write<W: FieldWriter & ~Copyable>(_ value: borrowing Either, to writer: inout W) {}
    static func fieldType(in builder: inout SchemaBuilder) -> FieldType { .atomic(.double) }
  }

  /// A value of which nothing is read.
  struct Nothing: RowValue {
    static func read<R: FieldReader & ~Copyable>(from reader: inout R) throws(R.Failure) -> Nothing { Nothing() }
    static func write<W: FieldWriter & ~Copyable>(_ value: borrowing Nothing, to writer: inout W) {}
    static func fieldType(in builder: inout SchemaBuilder) -> FieldType { .atomic(.string) }
  }

  @Test("A type that tries several kinds of values gets the same result as from the tape")
  func typesThatTry() throws {
    #expect(JSONTextReader.read([Either].self, from: "[1,2.5]") == nil)
    #expect(try JSONParser().decode([Either].self, from: "[1,2.5,3]") == [.whole(1), .other(2.5), .whole(3)])
    #expect(JSONTextReader.read([Nothing].self, from: "[,]") == nil)
    #expect(JSONTextReader.read([String: Nothing].self, from: #"{"a":}"#) == nil)
  }

  @Test("A parser that met an uncommon document reads the next ones")
  func afterWhatIsRare() throws {
    let parser = JSONParser()
    for number in 0..<100 {
      let text = number % 20 == 3 ? #"a\nb"# : "a\(number)"
      let visit = try parser.decode(Visit.self, from: "{\"id\":\"\(text)\",\"event_ts\":\(number)}")
      #expect(visit.id == (number % 20 == 3 ? "a\nb" : text))
      #expect(visit.eventTS == Int64(number))
    }
  }
}

extension JSONTextReader {
  fileprivate static func read<Value: RowValue>(_ type: Value.Type, from text: String) -> Value? {
    var text = text
    return text.withUTF8 { read(type, from: UnsafeRawBufferPointer($0)) }
  }
}
