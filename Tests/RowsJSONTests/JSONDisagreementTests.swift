import Foundation
import Rows
import Testing

@testable import RowsJSON

/// Documents that parsers are known to disagree about: RFC 8259 leaves them open, or parsers get them wrong.
@Suite struct JSONDisagreementTests {
  /// A document, what it is for us (nil: refused), and whether Foundation says the same.
  struct Case: CustomTestStringConvertible, Sendable {
    let name: String
    let bytes: [UInt8]
    let value: JSON?
    let foundationAgrees: Bool
    var testDescription: String { name }

    init(_ name: String, _ text: String, _ value: JSON?, foundation agrees: Bool = true) {
      self.init(name, Array(text.utf8), value, foundation: agrees)
    }

    init(_ name: String, _ bytes: [UInt8], _ value: JSON?, foundation agrees: Bool = true) {
      (self.name, self.bytes, self.value, foundationAgrees) = (name, bytes, value, agrees)
    }
  }

  static let structure = [
    Case("a scalar alone", "2", .number(2)),
    Case("a string alone", #""a""#, .text("a")),
    Case("null alone", "null", .null),
    Case("nothing", "", nil),
    Case("space alone", " \t\r\n", nil),
    Case("space around", " \t\r\n[ ]\n", .array([])),
    Case("a form feed is no space", "[\u{0C}]", nil),
    Case("a no-break space is no space", "[\u{A0}]", nil),
    Case("a trailing comma in an array", "[1,]", nil, foundation: false),
    Case("a trailing comma in an object", #"{"a":1,}"#, nil, foundation: false),
    Case("a leading comma", "[,1]", nil),
    Case("two commas", "[1,,2]", nil),
    Case("a missing comma", "[1 2]", nil),
    Case("a missing colon", #"{"a" 1}"#, nil),
    Case("a missing value", #"{"a":}"#, nil),
    Case("a name without quotes", "{a:1}", nil),
    Case("a name in single quotes", "{'a':1}", nil),
    Case("a number as name", "{1:1}", nil),
    Case("an open array", "[1", nil),
    Case("an open object", #"{"a":1"#, nil),
    Case("a closed array too many", "[1]]", nil),
    Case("crossed brackets", "[1}", nil),
    Case("two documents", "{} {}", nil),
    Case("a comment", "[1] // one", nil),
    Case("a comment within", "[/* one */1]", nil),
    Case("a capital word", "[TRUE]", nil),
    Case("half a word", "[tru]", nil),
    Case("a word too long", "[nulls]", nil),
    Case("a zero byte after the document", [0x31, 0x00], nil, foundation: false),
    Case("a zero byte within", [0x5B, 0x00, 0x5D], nil),
    Case("an empty name", #"{"":1}"#, .object(["": .number(1)])),
    Case("a name twice", #"{"a":1,"a":2}"#, nil, foundation: false),
    Case("a name twice by an escape", #"{"a":1,"\u0061":2}"#, nil, foundation: false),
    Case("names that Unicode calls equal", "{\"é\":1,\"e\u{301}\":2}", nil, foundation: false),
    Case("names with other capitals", #"{"a":1,"A":2}"#, .object(["a": .number(1), "A": .number(2)])),
  ]

  static let numbers = [
    Case("minus zero", "-0", .number(0)),
    Case("minus zero with a fraction", "-0.0", .number(-0.0)),
    Case("a leading zero", "01", nil),
    Case("minus and a leading zero", "-01", nil),
    Case("a plus", "+1", nil),
    Case("a minus alone", "-", nil),
    Case("two minuses", "--1", nil),
    Case("no digit before the point", ".5", nil),
    Case("no digit after the point", "5.", nil),
    Case("no digit between point and exponent", "5.e1", nil),
    Case("an exponent alone", "1e", nil),
    Case("an exponent with a sign alone", "1e+", nil),
    Case("a capital exponent", "1E+2", .number(100)),
    Case("a zero in the exponent", "1e00", .number(1)),
    Case("hexadecimal", "0x1F", nil),
    Case("NaN", "NaN", nil),
    Case("Infinity", "Infinity", nil),
    Case("digits of another script", "[１]", nil),
    Case("underscores", "1_000", nil),
    Case("an integer beyond 64 bits", "18446744073709551616", .number(18_446_744_073_709_551_616)),
    Case("an integer of 400 digits", String(repeating: "1", count: 400), nil),
    Case("a number too large for Double", "1e400", nil),
    Case("a number too small for Double", "1e-400", .number(0)),
    Case("the smallest Double", "5e-324", .number(.leastNonzeroMagnitude)),
    Case("the largest Double", "1.7976931348623157e308", .number(.greatestFiniteMagnitude)),
    Case("a fraction of many digits", "0.1000000000000000055511151231257827021181583404541015625", .number(0.1)),
    Case("halfway between two Doubles", "9007199254740993", .number(9_007_199_254_740_992)),
  ]

  static let strings = [
    Case("a tab", "\"\t\"", nil),
    Case("a line feed", "\"\n\"", nil),
    Case("a zero byte", [0x22, 0x00, 0x22], nil),
    Case("a delete", "\"\u{7F}\"", .text("\u{7F}")),
    Case("a line separator", "\"\u{2028}\"", .text("\u{2028}")),
    Case("an escaped zero", #""\u0000""#, .text("\0")),
    Case("an escaped slash", #""\/""#, .text("/")),
    Case("an escape of capitals", #""\u00E9""#, .text("é")),
    Case("a capital U", #""\U00e9""#, nil),
    Case("an unknown escape", #""\x41""#, nil),
    Case("an escape of a quote alone", #""\""#, nil),
    Case("an escape of too few digits", #""\u00e""#, nil),
    Case("an escape of no digits", #""\u00zz""#, nil),
    Case("a pair of surrogates", #""\ud83d\ude00""#, .text("😀")),
    Case("a high surrogate alone", #""\ud800""#, nil),
    Case("a low surrogate alone", #""\udc00""#, nil),
    Case("surrogates in the wrong order", #""\ude00\ud83d""#, nil),
    Case("two high surrogates", #""\ud83d\ud83d""#, nil),
    Case("a high surrogate and text", #""\ud800abc""#, nil),
    Case("a noncharacter", #""\uffff""#, .text("\u{FFFF}")),
    Case("single quotes", "'a'", nil),
    Case("an open string", #""a"#, nil),
    Case("an overlong encoding", [0x22, 0xC0, 0xAF, 0x22], nil),
    Case("a surrogate in UTF-8", [0x22, 0xED, 0xA0, 0x80, 0x22], nil),
    Case("beyond Unicode", [0x22, 0xF4, 0x90, 0x80, 0x80, 0x22], nil),
    Case("half a character", [0x22, 0xE2, 0x82, 0x22], nil),
    Case("a continuation alone", [0x22, 0x80, 0x22], nil),
    Case("Latin-1", [0x22, 0xE9, 0x22], nil),
    Case("a broken name", [0x7B, 0x22, 0xFF, 0x22, 0x3A, 0x31, 0x7D], nil),
  ]

  static let encodings = [
    Case("a byte order mark", [0xEF, 0xBB, 0xBF, 0x31], .number(1)),
    Case("a byte order mark alone", [0xEF, 0xBB, 0xBF], nil),
    Case("UTF-16 with a mark", [0xFF, 0xFE, 0x31, 0x00], nil, foundation: false),
    Case("UTF-16 without a mark", [0x5B, 0x00, 0x5D, 0x00], nil, foundation: false),
    Case("UTF-32", [0x31, 0x00, 0x00, 0x00], nil, foundation: false),
  ]

  @Test(
    "Documents on which parsers disagree are read or refused as specified",
    arguments: structure + numbers + strings + encodings)
  func isDecided(_ sample: Case) {
    #expect((try? JSONParser().decode(JSON.self, from: Bytes(sample.bytes))) == sample.value)
    let theirs = try? JSONSerialization.jsonObject(with: Data(sample.bytes), options: .fragmentsAllowed)
    #expect(
      ((theirs == nil) == (sample.value == nil)) == sample.foundationAgrees, "Foundation: \(String(describing: theirs))"
    )
  }
}
