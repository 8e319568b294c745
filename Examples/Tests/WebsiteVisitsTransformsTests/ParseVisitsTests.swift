import Joist
import JoistJSON
import JoistTesting
import Testing
import WebsiteVisitsDomain
import WebsiteVisitsTransforms

/// A visit's line, with some fields replaced.
private func line(_ replaced: [String: String] = [:]) -> String {
  let fields = [
    ("ip", #""187.23.44.101""#), ("id", #""5434""#), ("lat", "37.751"), ("lng", "-97.822"),
    ("user_agent", #""curl/8.1""#), ("age_bracket", #""26-40""#), ("opted_into_marketing", "true"),
    ("http_request", #""GET / HTTP/1.1""#), ("http_response", "200"), ("file_size_bytes", "312"),
    ("event_datetime", #""2023-05-05T13:02:21.345Z""#), ("event_ts", "1683291741345"),
  ]
  return "{" + fields.map { #""\#($0)": \#(replaced[$0] ?? $1)"# }.joined(separator: ", ") + "}"
}

@Suite("Visits are parsed") struct ParseVisitsTests {
  @Test("Lines are parsed as visits") func lines() throws {
    let events = try testPipeline { $0.create([line()]).parseVisits().results }.elements
    let event = try #require(events.first)
    #expect(events.count == 1)
    #expect(event.id == "5434" && event.lat == 37.751 && event.eventTS == 1_683_291_741_345)
    #expect(String(json: VisitKey(event)) == #"{"event_id":"5434","event_ts":1683291741345}"#)
  }

  @Test("An unknown coordinate is -1", arguments: ["lat", "lng"]) func unknownCoordinates(field: String) throws {
    let events = try testPipeline { $0.create([line([field: #""""#])]).parseVisits().results }.elements
    #expect(events.map(\.lat) == [-1] && events.map(\.lng) == [-1])
  }

  @Test(
    "Lines that fail to parse go to the failures",
    arguments: [
      (line(["http_response": #""OK""#]), #"field "http_response""#),
      (line(["lat": #""north""#]), #"field "lat": "north" is not a number"#), ("", "the document is empty"),
      ("{", "the document ends"),
    ])
  func failures(line: String, reason: String) throws {
    let failures = try testPipeline { $0.create([line]).parseVisits().failures }.elements
    let failure = try #require(failures.first)
    #expect(failures.count == 1)
    #expect(failure.element == line && failure.step == "Parse")
    #expect(failure.reason.contains(reason))
  }

  @Test("Dead letters are text if they are UTF-8") func deadLetters() throws {
    let lines: [Bytes] = ["nothing", [0x7B, 0xFF]]
    let letters = try testPipeline { $0.create(lines).parseVisits().failures.map { DeadLetter($0) } }.elements
    let text = try #require(letters.first { $0.line == "nothing" })
    #expect(text.bytes == nil && text.step == "Parse" && !text.reason.isEmpty)
    let other = try #require(letters.first { $0.line == nil })
    #expect(other.bytes == lines[1])
    #expect(text.id == "Parse at element 0" && other.id == "Parse at element 1")
  }

  @Test("Messages may be bytes") func messages() throws {
    let messages = [Bytes(utf8: line()), Bytes([0xFF]), Bytes()]
    #expect(try testPipeline { $0.create(messages).parseVisits().results }.elements.count == 1)
    let failures = try testPipeline { $0.create(messages).parseVisits().failures }.elements
    #expect(Set(failures.map(\.element)) == [messages[1], messages[2]])
  }
}
