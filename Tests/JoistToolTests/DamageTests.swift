import Rows
import RowsJSON
import Testing

@testable import JoistTool

/// The fields of a visit and their types, as a program would declare them.
@Row private struct Visit {
  var ip: String, id: String, lat: Double, lng: Double, userAgent: String, ageBracket: String
  var optedIntoMarketing: Bool, httpRequest: String, httpResponse: Int, fileSizeBytes: Int
  var eventDatetime: String, eventTS: Int64
}

@Suite("Damaged visits") struct DamageTests {
  private let visit = WebsiteVisit(
    visitor: Visitor(number: 1, seed: 1), request: WebRequest(line: "GET / HTTP/1.1", response: 200, size: 5), lat: 1,
    lng: -15_000, time: .epoch)

  @Test("A damaged record is not a valid visit", arguments: Damage.allCases) func isNoVisit(damage: Damage) {
    let record = damage.record(of: visit)
    #expect(throws: JSONError.self) { try JSONParser().decode(Visit.self, from: Bytes(record)) }
    #expect(!record.contains(UInt8(ascii: "\n")))
  }

  @Test("An undamaged record is a valid visit") func undamaged() throws {
    let read = try JSONParser().decode(Visit.self, from: Bytes(visit.json()))
    #expect(read.lng == -1.5 && read.eventTS == 0 && read.httpRequest == "GET / HTTP/1.1")
  }

  @Test("Coordinates are JSON numbers with a fraction") func coordinates() {
    let text = String(decoding: visit.json(), as: UTF8.self)
    #expect(text.contains("\"lat\": 0.0001, \"lng\": -1.5,"))
  }
}
