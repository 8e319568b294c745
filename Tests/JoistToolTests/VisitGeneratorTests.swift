import Foundation
import Rows
import Testing

@testable import JoistTool

private func records(_ settings: VisitSettings, _ count: Int) -> [GeneratedRecord] {
  var generator = VisitGenerator(settings)
  return (0..<count).map { generator.next(at: Timestamp(milliseconds: 1_704_067_200_000 + Int64($0) * 500)) }
}

@Suite("Generated visits") struct VisitGeneratorTests {
  private static let fields = [
    "ip", "id", "lat", "lng", "user_agent", "age_bracket", "opted_into_marketing", "http_request", "http_response",
    "file_size_bytes", "event_datetime", "event_ts",
  ]

  @Test("The same seed makes the same records") func sameSeed() {
    let settings = VisitSettings(seed: 7, malformedShare: 0.1, lateShare: 0.1, duplicateShare: 0.1)
    #expect(records(settings, 500) == records(settings, 500))
    var other = settings
    other.seed = 8
    #expect(records(settings, 10) != records(other, 10))
  }

  @Test("A seed makes the same records in every version") func stableSeed() {
    let first = records(VisitSettings(seed: 1), 1)[0]
    #expect(
      String(decoding: first.value, as: UTF8.self) == #"{"ip": "62.38.242.94", "#
        + #""id": "c892fada-bf66-447a-96ee-357491c0825c", "lat": 51.5367, "lng": 0.0053, "#
        + #""user_agent": "Mozilla/5.0 (Linux; Android 10; SM-A536B) AppleWebKit/537.36 (KHTML, like Gecko) "#
        + #"Chrome/124.0.6524.108 Mobile Safari/537.36", "age_bracket": "55+", "opted_into_marketing": true, "#
        + #""http_request": "GET /images/2987.webp HTTP/1.1", "http_response": 200, "file_size_bytes": 188078, "#
        + #""event_datetime": "2024-01-01T00:00:00.000Z", "event_ts": 1704067200000}"#)
  }

  @Test("Visits have exactly the twelve fields") func fields() throws {
    for record in records(VisitSettings(userCount: 50, emptyShare: 0.2), 2000) {
      let visit = try #require(try JSONSerialization.jsonObject(with: Data(record.value)) as? [String: Any])
      #expect(Set(visit.keys) == Set(Self.fields))
      #expect(visit["id"] as? String == record.key)
      #expect(visit["event_ts"] as? Int64 == record.time.milliseconds)
      #expect(visit["event_datetime"] as? String == record.time.description)
      #expect(visit["opted_into_marketing"] is Bool)
      for (name, limit) in [("lat", 90.0), ("lng", 180.05)] {
        let degrees = visit[name] as? Double
        #expect(degrees.map { abs($0) <= limit } ?? (visit[name] as? String == ""))
      }
    }
  }

  @Test("Fields are in a fixed order") func order() {
    let text = String(decoding: records(VisitSettings(), 1)[0].value, as: UTF8.self)
    let starts = Self.fields.map { text.range(of: "\"\($0)\": ")?.lowerBound }
    #expect(starts.compactMap { $0 }.count == 12)
    #expect(
      zip(starts, starts.dropFirst()).allSatisfy { pair in
        guard let first = pair.0, let second = pair.1 else { return false }
        return first < second
      })
  }

  @Test("Values vary as in real logs") func variety() {
    let made = records(VisitSettings(userCount: 1000), 5000)
    #expect(Set(made.map(\.key)).count > 600)
    #expect(Set(made.map(\.value)).count > 4990)
    let texts = made.map { String(decoding: $0.value, as: UTF8.self) }
    for part in [
      "Firefox/", "Edg/", "iPhone", "\"POST ", "\"http_response\": 404", "\"http_response\": 304", "2a02:", "55+",
    ] {
      #expect(texts.contains { $0.contains(part) }, "\(part)")
    }
  }

  @Test("A visitor's values are the same in all visits") func visitors() {
    let byID = Dictionary(grouping: records(VisitSettings(userCount: 3), 200), by: \.key)
    #expect(byID.count == 3)
    for visits in byID.values {
      let agents = visits.map {
        String(decoding: $0.value, as: UTF8.self).split(separator: "\"user_agent\": ")[1].prefix(40)
      }
      #expect(Set(agents).count == 1)
    }
  }

  @Test("Unusual records occur in the configured shares") func shares() {
    let made = records(
      VisitSettings(malformedShare: 0.1, lateShare: 0.2, duplicateShare: 0.05, emptyShare: 0.5), 20_000)
    func share(_ matches: (GeneratedRecord) -> Bool) -> Double { Double(made.count(where: matches)) / 20_000 }
    #expect(abs(share { $0.kind == .malformed } - 0.095) < 0.01)
    #expect(abs(share { $0.kind == .duplicate } - 0.05) < 0.01)
    #expect(abs(share { $0.kind == .late } - 0.171) < 0.01)
    #expect(abs(share { String(decoding: $0.value, as: UTF8.self).contains("\": \"\"") } - 0.48) < 0.03)
  }

  @Test("Duplicates repeat an earlier record") func duplicates() {
    var seen: Set<[UInt8]> = []
    var duplicates = 0
    for record in records(VisitSettings(duplicateShare: 0.3), 1000) {
      #expect(seen.insert(record.value).inserted == (record.kind != .duplicate))
      duplicates += record.kind == .duplicate ? 1 : 0
    }
    #expect(duplicates > 200)
  }

  @Test("Late visits are earlier, within the limit") func lateVisits() {
    let settings = VisitSettings(lateShare: 0.5, latenessMillis: 1000)
    for (number, record) in records(settings, 1000).enumerated() {
      let behind = 1_704_067_200_000 + Int64(number) * 500 - record.time.milliseconds
      #expect(record.kind == .late ? (1...1000).contains(behind) : behind == 0)
    }
  }
}
