import Rows
import Testing

@testable import RowsJSON

@Suite struct JSONReadTests {
  private let plain = Visit(id: "a", eventTS: 5, note: nil, size: nil, place: nil, tags: nil, level: nil)

  @Test("Fields are read in any order, and unknown names are skipped") func fieldOrder() throws {
    let text = #"""
      {"unknown": {"a": [1, {"b": null}], "id": "x"}, "event_ts": 5, "x": 1.5, "y": "z", "w": true, "v": [],
       "id": "a", "u": null}
      """#
    #expect(try read(Visit.self, text).get() == plain)
  }

  @Test("Optional fields may be missing or null") func optionalFields() throws {
    let text = #"{"id": "a", "event_ts": 5, "note": null, "tags": null, "place": null}"#
    #expect(try read(Visit.self, text).get() == plain)
  }

  @Test("Every kind of field is read") func kinds() throws {
    let text = #"""
      {"id": "\u00e9\ud83d\ude00\n\/", "event_ts": -9223372036854775808, "note": "", "size": 1e3,
       "place": {"lng": -1, "lat": 0.5}, "tags": ["a", "b"], "level": "high", "counts": {"x": 1, "y": 2},
       "ratio": 0.1, "at": "2023-05-05T15:02:21.345+02:00", "raw": "aGk=", "big": 18446744073709551615,
       "small": -128, "ok": false, "retries": 9.0}
      """#
    let visit = try read(Visit.self, text).get()
    #expect(visit.id == "é😀\n/" && visit.eventTS == .min && visit.note == "" && visit.size == 1_000)
    #expect(visit.place == Place(lat: 0.5, lng: -1) && visit.tags == ["a", "b"] && visit.level == .high)
    #expect(visit.counts == ["x": 1, "y": 2] && visit.ratio == 0.1)
    #expect(visit.at == Timestamp(milliseconds: 1_683_291_741_345) && visit.raw == Bytes(utf8: "hi"))
    #expect(visit.big == .max && visit.small == -128 && visit.ok == false && visit.retries == 9)
  }

  @Test(
    "Errors name the field and the position",
    arguments: [
      (#"{"event_ts": 5}"#, #"field "id": missing (byte 0)"#),
      (#"{"id": "a"}"#, #"field "event_ts": missing (byte 0)"#),
      (#"{"id": 5, "event_ts": 5}"#, #"field "id": expected a string, found a number (byte 7)"#),
      (#"{"id": null, "event_ts": 5}"#, #"field "id": expected a string, found null (byte 7)"#),
      (#"{"id": "a", "event_ts": "5"}"#, #"field "event_ts": expected a number, found a string (byte 24)"#),
      (
        #"{"id": "a", "event_ts": 1.5}"#,
        #"field "event_ts": the number is not an integer of at most 64 bits (byte 24)"#
      ),
      (
        #"{"id": "a", "event_ts": 9223372036854775808}"#,
        #"field "event_ts": the number is out of the range of Int64 (byte 24)"#
      ),
      (
        #"{"id": "a", "event_ts": 5, "small": 128}"#,
        #"field "small": the number is out of the range of Int8 (byte 36)"#
      ),
      (#"{"id": "a", "event_ts": 5, "big": -1}"#, #"field "big": the number is out of the range of UInt64 (byte 34)"#),
      (
        #"{"id": "a", "event_ts": 5, "ratio": 1e300}"#,
        #"field "ratio": the number is out of the range of Float (byte 36)"#
      ),
      (#"{"id": "a", "id": "b", "event_ts": 5}"#, #"field "id": duplicate name (byte 12)"#),
      (#"{"id": "a", "event_ts": 5, "\u0069d": "b"}"#, #"field "id": duplicate name (byte 27)"#),
      (
        #"{"id": "a", "event_ts": 5, "place": {"lat": 1, "x": [0], "lng": 2, "lat": 3}}"#,
        #"field "place.lat": duplicate name (byte 67)"#
      ),
      (
        #"{"id": "a", "event_ts": 5, "counts": {"x": 1, "x": 2}}"#,
        #"field "counts": duplicate key "x" (byte 46)"#
      ),
      (#"{"id": "a", "event_ts": 5, "place": {"lat": 1}}"#, #"field "place.lng": missing (byte 36)"#),
      (
        #"{"id": "a", "event_ts": 5, "tags": ["x", 1]}"#,
        #"field "tags[1]": expected a string, found a number (byte 41)"#
      ),
      (#"{"id": "a", "event_ts": 5, "level": "mid"}"#, #"field "level": "mid" is not a valid Level (byte 36)"#),
      (
        #"{"id": "a", "event_ts": 5, "counts": {"x": 1, "y": []}}"#,
        #"field "counts.y": expected a number, found an array (byte 51)"#
      ),
      (#"{"id": "a", "event_ts": 5, "raw": "a"}"#, #"field "raw": the string is not valid base64 (byte 34)"#),
      (
        #"{"id": "a", "event_ts": 5, "at": "now"}"#,
        #"field "at": the string is not an ISO 8601 time such as 2023-05-05T13:02:21.345Z (byte 33)"#
      ),
      (#"{"id": "a", "event_ts": 5, "ok": 1}"#, #"field "ok": expected true or false, found a number (byte 33)"#),
      (#"[]"#, "expected an object, found an array (byte 0)"),
      (
        "{\n \"id\": \"a\",\n \"event_ts\": x}",
        #"field "event_ts": unexpected 'x' where a value should be (line 3, column 14)"#
      ),
      (#"{"id": "a" "event_ts": 5}"#, #"field "id": unexpected '"' where ',' or '}' should be (byte 11)"#),
      (#"{"id": "a", "event_ts": 5"#, #"field "event_ts": the document ends where ',' or '}' should be (byte 25)"#),
      ("", "the document is empty (byte 0)"),
      (" \n", "the document is empty (line 2, column 1)"),
      (#""abc"#, "the document ends within a string that begins at byte 0 (byte 4)"),
      (#"{"id": "a", "event_ts": 5} x"#, "unexpected 'x' after the end of the document (byte 27)"),
      (#"{"id": "a", "tags": [[1}"#, #"field "tags[0][0]": unexpected '}' where ',' or ']' should be (byte 23)"#),
    ])
  func failures(text: String, expected: String) { #expect(failure(Visit.self, text) == expected) }

  @Test("A custom type can read numbers written as strings") func customTypes() throws {
    let visit = try read(RawVisit.self, #"{"lat": 37.5, "lng": ""}"#).get()
    #expect(visit == RawVisit(lat: .number(37.5), lng: .text("")))
    #expect(try read(RawVisit.self, #"{"lat": "37.5", "lng": -1}"#).get().lat == .text("37.5"))
    #expect(
      failure(RawVisit.self, #"{"lat": 37.5, "lng": []}"#)
        == #"field "lng": expected a string, found an array (byte 21)"#)
  }

  // MARK: Values that simdjson refuses the whole document for

  @Test(
    "An invalid value is an error only if a field reads it",
    arguments: [
      "123456789012345678901234567890", "-9223372036854775809", "1e400", "-1e400", #""\ud800""#, #""\udc00x""#,
    ])
  func invalidValues(value: String) throws {
    #expect(try read(Visit.self, #"{"id": "a", "other": \#(value), "event_ts": 5}"#).get() == plain)
    #expect(failure(Visit.self, #"{"id": "a", "event_ts": \#(value)}"#)?.hasPrefix(#"field "event_ts": "#) == true)
    #expect(failure(Visit.self, #"{"event_ts": 1, "id": \#(value)}"#)?.hasPrefix(#"field "id": "#) == true)
  }

  @Test("Huge numbers are read if they fit the type") func hugeNumbers() throws {
    #expect(try read(Double.self, "123456789012345678901234567890").get() == 123_456_789_012_345_677_877_719_597_056)
    #expect(failure(Double.self, "1e400") == "the number is out of the range of Double (byte 0)")
    #expect(failure(Int64.self, "1e400") == "the number is not an integer of at most 64 bits (byte 0)")
    #expect(failure(Int64.self, "123456789012345678901") == "the number is not an integer of at most 64 bits (byte 0)")
    #expect(try read(UInt64.self, "1.8446744073709551615e19").get() == .max)
    #expect(try read(Int64.self, "9007199254740993.0").get() == 9_007_199_254_740_993)
    #expect(try read([Int].self, "[1, 2e2, -3E+1, 0e9999]").get() == [1, 200, -30, 0])
  }

  @Test("An invalid string is an error only if a field reads it") func invalidStrings() throws {
    func decode(_ value: [UInt8]) -> Result<Visit, JSONError> {
      let bytes =
        Array(#"{"event_ts":5,"id":"a","note":""#.utf8) + value + Array(#"","x":""#.utf8) + value + Array(#""}"#.utf8)
      return Result { () throws(JSONError) in try JSONParser().decode(Visit.self, from: Bytes(bytes)) }
    }
    for value: [UInt8] in [[0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE2, 0x82]] {
      guard case .failure(let error) = decode(value) else { return #expect(Bool(false), "\(value) was read") }
      #expect(error.description == #"field "note": the string is not valid Unicode (byte 30)"#)
    }
    #expect(try decode([0xC3, 0xA9]).get().note == "é")
  }

  @Test("NaN and the infinities are read from strings") func specialNumbers() throws {
    #expect(try read(Double.self, #""-Infinity""#).get() == -.infinity)
    #expect(try read(Float.self, #""Infinity""#).get() == .infinity)
    #expect(try read(Double.self, #""NaN""#).get().isNaN)
    #expect(failure(Double.self, #""nan""#) == "expected a number, found a string (byte 0)")
  }

  // MARK: Size and depth

  @Test("A large document is read, or its error has a position") func largeDocuments() throws {
    let element = #"{"lat": 1.5, "lng": -2, "text": "\#(String(repeating: "x", count: 4_000))"},"#
    let count = 20_000_000 / element.utf8.count
    let body = String(repeating: element, count: count)
    let parser = JSONParser()
    #expect(try parser.decode([Place].self, from: "[\(body){\"lat\":0,\"lng\":0}]").count == count + 1)
    let error = #expect(throws: JSONError.self) {
      try parser.decode([Place].self, from: "[\(body){\"lat\":0,\"lng\":x}]")
    }
    #expect(error?.path == "[\(count)].lng" && error?.offset == 1 + body.utf8.count + 15)
    #expect(try parser.decode(Int.self, from: "7") == 7)
  }

  @Test("Nesting is limited") func depth() {
    func nested(_ depth: Int) -> String {
      String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    }
    #expect(failure(Visit.self, #"{"id": "a", "event_ts": 5, "x": \#(nested(511))}"#) == nil)
    #expect(
      failure(Visit.self, #"{"id": "a", "event_ts": 5, "x": \#(nested(512))}"#)?
        .contains("the document is nested more deeply than 512 levels") == true)
    #expect(failure(JSON.self, nested(256)) == nil)
    #expect(failure(JSON.self, nested(257))?.contains("values are nested more deeply than 256 levels") == true)
    #expect(failure(JSON.self, String(repeating: "[", count: 1_000_000)) != nil)
  }

  @Test("A byte order mark is skipped") func byteOrderMark() throws {
    #expect(try JSONParser().decode(Int.self, from: Bytes([0xEF, 0xBB, 0xBF, 0x37])) == 7)
  }

  /// A type that reads nothing, or too much, gets failures, and never memory that is not the document's.
  @Test("Skipped values are safe") func skippedValues() {
    struct Lazy: RowValue {
      static func read<R: FieldReader & ~Copyable>(from reader: inout R) throws(R.Failure) -> Lazy { Lazy() }
      static func write<W: FieldWriter & ~Copyable>(_ value: borrowing Lazy, to writer: inout W) {}
      static func fieldType(in builder: inout SchemaBuilder) -> FieldType { .atomic(.string) }
    }
    struct Greedy: RowValue {
      static func read<R: FieldReader & ~Copyable>(from reader: inout R) throws(R.Failure) -> Greedy {
        while true { try reader.skipValue() }
      }
      static func write<W: FieldWriter & ~Copyable>(_ value: borrowing Greedy, to writer: inout W) {}
      static func fieldType(in builder: inout SchemaBuilder) -> FieldType { .atomic(.string) }
    }
    #expect(failure([String: Lazy].self, #"{"a": {"b": 1}}"#) != nil)
    #expect(failure([String: Greedy].self, #"{"a": {"b": 1}}"#) != nil)
    #expect(failure(Greedy.self, "1") != nil)
  }
}
