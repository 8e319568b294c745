import Rows
import Testing

@testable import RowsJSON

/// The slow scanner makes the same words as simdjson, so that either can find what the other means.
@Suite struct JSONScannerTests {
  @Test("The scanner makes the same tape as simdjson") func sameTape() throws {
    var documents = JSONDocuments(seed: 99)
    let parser = JSONParser()
    var compared = 0
    for _ in 0..<4_000 {
      let bytes = documents.next()
      try bytes.withUnsafeBytes { text in
        guard let reader = try? parser.parse(text), parser.scanned == nil else { return parser.forget() }
        compared += 1
        var scanner = JSONScanner(text)
        try scanner.scan()
        let theirs = UnsafeBufferPointer(start: reader.tape, count: scanner.tape.count)
        #expect(Array(theirs) == scanner.tape, "\(String(decoding: bytes, as: UTF8.self))")
        let strings = UnsafeBufferPointer(start: reader.strings, count: scanner.strings.count)
        #expect(Array(strings) == scanner.strings)
      }
    }
    #expect(compared > 1_000)
  }

  @Test("The scanner finds the path and offset of every word") func locations() throws {
    let text = #" {"a": [1, {"b": "x"}, [], true], "c": {"d": null}, "e": -1.5}"#
    let expected = [
      1: ("", 1), 2: ("", 2), 3: ("a", 7), 4: ("a[0]", 8), 6: ("a[1]", 11), 7: ("a[1]", 12), 8: ("a[1].b", 17),
      10: ("a[2]", 23), 12: ("a[3]", 27), 14: ("", 34), 15: ("c", 39), 16: ("c", 40), 17: ("c.d", 45), 19: ("", 52),
      20: ("e", 57),
    ]
    let bytes = Bytes(utf8: text)
    for (word, location) in expected {
      let found = bytes.withUnsafeBytes { JSONScanner.location(ofWord: word, in: $0) }
      #expect(found == location, "word \(word)")
    }
  }

  @Test("Integers are exact") func integers() {
    func value(_ text: String) -> String? {
      WholeNumber.read(text).map { ($0.isNegative ? "-" : "") + "\($0.magnitude)" }
    }
    #expect(value("18446744073709551615") == "18446744073709551615")
    #expect(value("18446744073709551616") == nil)
    #expect(value("-12.50e1") == "-125")
    #expect(value("-12.50e0") == nil)
    #expect(value("0.0000e-99999999999999999999") == nil)
    #expect(value("0e999999999") == "0")
    #expect(value("1e20") == nil)
    #expect(value("100000000000000000000000e-22") == "10")
  }
}
