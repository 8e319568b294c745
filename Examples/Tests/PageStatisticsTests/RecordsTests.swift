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
    let written = try testPipeline {
      $0.create(records).withTimestamps(jsonTime(in: Visit.self, \.at)).pageStatistics().statistics
    }.elements
    #expect(written.allSatisfy { $0.key == Bytes(utf8: "/") })
    #expect(
      Set(written.map(\.value)) == [
        Bytes(utf8: #"{"page":"/","minute":"1970-01-01T00:00:00.000Z","visits":2,"errors":0,"bytes":14,"largest":7}"#),
        Bytes(utf8: #"{"page":"/","minute":"1970-01-01T00:01:00.000Z","visits":1,"errors":0,"bytes":7,"largest":7}"#),
      ])
  }

  @Test("Records that fail to parse keep key and value, and say why") func deadLetters() throws {
    let broken = KafkaRecord(key: "ann", value: "{")
    let letters = try testPipeline { $0.create([record("/", second: 1), broken]).pageStatistics().deadLetters }.elements
    #expect(letters.count == 1)
    #expect(letters.first?.key == broken.key && letters.first?.value == broken.value)
    #expect(letters.first?.headers["reason"] != nil)
  }
}
