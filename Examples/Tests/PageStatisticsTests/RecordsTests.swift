import Joist
import JoistJSON
import JoistKafka
import JoistTesting
import Testing

@testable import PageStatistics

/// The second tier: all between the topics, with records instead of visits, and without a broker.
@Suite("From records to records") struct RecordsTests {
  private func record(_ page: String, second: Int) -> KafkaRecord {
    KafkaRecord(
      key: "ann",
      value:
        #"{"http_request":"GET \#(page) HTTP/1.1","http_response":200,"file_size_bytes":7,"event_ts":\#(second * 1000)}"#
    )
  }

  @Test("Statistics come out as JSON, keyed by page") func statistics() throws {
    let records = [record("/", second: 1), record("/", second: 59), record("/", second: 61)]
    let statistics = try testPipeline {
      $0.create(records).withEventTime(jsonTime("event_ts")).pageStatistics().statistics
    }.elements
    #expect(statistics.allSatisfy { $0.key == "/" })
    #expect(
      Set(statistics.map(\.valueText)) == [
        #"{"page":"/","minute":"1970-01-01T00:00:00.000Z","visits":2,"errors":0,"bytes":14,"largest":7}"#,
        #"{"page":"/","minute":"1970-01-01T00:01:00.000Z","visits":1,"errors":0,"bytes":7,"largest":7}"#,
      ])
  }

  @Test("Records that fail to parse keep key and value, and say why; the others count") func deadLetters() throws {
    let records = [record("/", second: 1), KafkaRecord(key: "ann", value: #"{"http_request":7}"#)]
    let (statistics, letters) = try testPipeline {
      $0.create(records).withEventTime(jsonTime("event_ts")).pageStatistics()
    }
    #expect(statistics.elements.map(\.key) == ["/"])
    let letter = try #require(letters.elements.first)
    #expect(letters.elements.count == 1 && letter.key == "ann" && letter.value == records[1].value)
    #expect(letter.headers["reason"] == #"field "http_request": expected a string, found a number (byte 16)"#)
  }
}
