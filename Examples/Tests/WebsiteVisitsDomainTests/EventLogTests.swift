import Rows
import Testing
import WebsiteVisitsDomain

private func visit(lat: RawCoordinate, lng: RawCoordinate) -> RawVisit {
  RawVisit(
    ip: "187.23.44.101", id: "5434", lat: lat, lng: lng, userAgent: "curl/8.1", ageBracket: "26-40",
    optedIntoMarketing: true, httpRequest: "GET / HTTP/1.1", httpResponse: 200, fileSizeBytes: 312,
    eventDatetime: "2023-05-05T13:02:21.345Z", eventTS: 1_683_291_741_345)
}

@Suite("A visit as it is meant") struct EventLogTests {
  @Test("Numbers and strings with numbers are coordinates") func coordinates() throws {
    let event = try EventLog(visit(lat: .number(37.751), lng: .text("-97.822")))
    #expect(event.lat == 37.751)
    #expect(event.lng == -97.822)
    #expect(VisitKey(event).eventID == "5434")
  }

  @Test(
    "An empty coordinate makes both unknown",
    arguments: [
      (RawCoordinate.text(""), RawCoordinate.number(5)), (.number(5), .text("")), (.text(""), .text("")),
    ])
  func emptyCoordinates(lat: RawCoordinate, lng: RawCoordinate) throws {
    let event = try EventLog(visit(lat: lat, lng: lng))
    #expect(event.lat == -1 && event.lng == -1)
  }

  @Test("Other strings are refused", arguments: ["north", "nan", "1e400"]) func otherStrings(text: String) {
    #expect {
      try EventLog(visit(lat: .number(1), lng: .text(text)))
    } throws: { error in
      "\(error)" == "field \"lng\": \"\(text)\" is not a number"
    }
  }

  @Test("Visits are read back from Beam's row format") func rowFormat() throws {
    let raw = visit(lat: .text(""), lng: .number(2.5))
    let back = try Bytes(encoding: raw).decode(RawVisit.self)
    #expect(try EventLog(back) == EventLog(raw))
    let event = try EventLog(raw)
    #expect(try Bytes(encoding: event).decode(EventLog.self) == event)
  }
}
