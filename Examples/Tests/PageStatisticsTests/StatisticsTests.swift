import Joist
import JoistTesting
import Testing

@testable import PageStatistics

/// Tests the transforms without a broker.
@Suite("Statistics of pages") struct StatisticsTests {
  private func visit(_ page: String, _ bytes: Int, second: Int64, response: Int = 200) -> Visit {
    Visit(
      httpRequest: "GET \(page) HTTP/1.1", httpResponse: response, fileSizeBytes: bytes,
      at: Timestamp(milliseconds: second * 1_000))
  }

  @Test("Statistics are computed for each page and minute") func minutes() throws {
    let visits = [
      visit("/", 10, second: 1), visit("/cart", 5, second: 2, response: 503), visit("/", 30, second: 59),
      visit("/", 1, second: 60),
    ]
    let statistics = try testPipeline { $0.create(visits).withTimestamps(\.at).statistics() }.elements
    let (first, second) = (Timestamp(milliseconds: 0), Timestamp(milliseconds: 60_000))
    #expect(
      Set(statistics) == [
        PageMinute(page: "/", minute: first, visits: 2, errors: 0, bytes: 40, largest: 30),
        PageMinute(page: "/cart", minute: first, visits: 1, errors: 1, bytes: 5, largest: 5),
        PageMinute(page: "/", minute: second, visits: 1, errors: 0, bytes: 1, largest: 1),
      ])
  }

  @Test("The page is taken from the request", arguments: [("GET /a?b=1 HTTP/1.1", "/a?b=1"), ("nonsense", "nonsense")])
  func page(request: String, page: String) {
    let visit = Visit(httpRequest: request, httpResponse: 200, fileSizeBytes: 0, at: .min)
    #expect(visit.page == page)
  }
}
