import Joist
import JoistTesting
import Testing
import WebsiteVisitsDomain
import WebsiteVisitsTransforms

@Suite("Sessions of visitors") struct SessionizeTests {
  private func at(_ minutes: Int64) -> Timestamp { .epoch + .minutes(minutes) }

  /// A visit at a minute, with a response of as many bytes.
  private func visit(_ id: String, _ minute: Int64) -> (EventLog, Timestamp) {
    let raw = RawVisit(
      ip: "::1", id: id, lat: .number(0), lng: .number(0), userAgent: "", ageBracket: "", optedIntoMarketing: false,
      httpRequest: "", httpResponse: 200, fileSizeBytes: Int(minute), eventDatetime: "",
      eventTS: at(minute).milliseconds)
    do { return (try EventLog(raw), at(minute)) } catch { preconditionFailure("\(error)") }
  }

  private func session(_ id: String, _ first: Int64, _ last: Int64, visits: Int, bytes: Int) -> Session {
    Session(id: id, first: at(first), last: at(last), visits: visits, bytes: bytes)
  }

  @Test("A session ends when no visit has come for the gap") func gap() throws {
    let sessions = try testPipeline { pipeline in
      try pipeline.play(
        TestStream(
          .elements([visit("a", 0), visit("b", 5), visit("a", 20)]), .watermark(at(36)),
          .element(visit("a", 49).0, at: at(49)),
          .watermark(at(100)), .element(visit("a", 101).0, at: at(101)))
      ).sessionize()
    }
    #expect(
      sessions.elements == [
        session("b", 5, 5, visits: 1, bytes: 5), session("a", 0, 49, visits: 3, bytes: 69),
        session("a", 101, 101, visits: 1, bytes: 101),
      ])
    #expect(sessions.entries.map(\.timestamp) == [at(35), at(79), at(131)])
  }

  @Test("Visits may come in any order", arguments: [[0, 40, 20], [40, 0, 20], [20, 40, 0], [100, 0, 20, 40]])
  func order(minutes: [Int64]) throws {
    let sessions = try testPipeline { pipeline in
      try pipeline.play(TestStream(minutes.map { .elements([visit("a", $0)]) })).sessionize()
    }
    let later = minutes.contains(100) ? [session("a", 100, 100, visits: 1, bytes: 100)] : []
    #expect(sessions.elements == [session("a", 0, 40, visits: 3, bytes: 60)] + later)
  }
}
