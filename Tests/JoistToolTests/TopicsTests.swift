import Foundation
import JoistKafka
import KafkaTestSupport
import Rows
import Testing

@testable import JoistTool

@Suite("joist topics, produce and consume") struct TopicsTests {
  @Test("The embedded broker creates topics while it runs, and refuses to delete them")
  func embedded() throws {
    let tool = ToolRuns()
    #expect(try tool.run("up", "--topics", "in:1").code == 0)
    let created = try tool.run("topics", "create", "orders", "totals", "--partitions", "3")
    #expect(created.output == "created orders with 3 partitions\ncreated totals with 3 partitions\n")
    #expect(try tool.run("topics", "create", "orders").errors.contains("the topic \"orders\" already exists"))
    #expect(
      try tool.run("topics", "list").output
        == "TOPIC   PARTITIONS  RECORDS\nin               1        0\norders           3        0\ntotals           3        0\n"
    )
    let deleted = try tool.run("topics", "delete", "orders")
    #expect(deleted.code == 1)
    #expect(deleted.errors.contains("the broker of 'joist up' cannot delete the topic \"orders\""))
    let refused = try tool.run("topics", "create", "logs", "--config", "retention.ms=1")
    #expect(refused.code == 1 && refused.errors.contains("has no topic settings"))
  }

  @Test("Records are written as lines and as JSON, and read back completely")
  func roundTrip() throws {
    let tool = ToolRuns()
    #expect(try tool.run("up", "--topics", "in:2,copy:2,one:1,empty:1").code == 0)
    let lines = try tool.run(
      "produce", "in", "--key-separator", ":", "--header", "source=test", input: "a:1\r\nb:x:y\nc:")
    #expect(lines.errors.hasPrefix("3 records were written to topic in at "))
    let shown = try tool.run("consume", "in", "--keys", "--headers").output.split(separator: "\n").sorted()
    #expect(shown == ["source=test\ta\t1", "source=test\tb\tx:y", "source=test\tc\t"])

    let json = try tool.run("consume", "in", "--json")
    #expect(try tool.run("produce", "copy", "--json", input: json.output).code == 0)
    let copied = try tool.run("consume", "copy", "--json").output.replacing(
      "\"topic\":\"copy\"", with: "\"topic\":\"in\"")
    #expect(copied.split(separator: "\n").sorted() == json.output.split(separator: "\n").sorted())

    #expect(
      try tool.run("consume", "in", "--from", "-1", "--count", "1", "--json").output.split(separator: "\n").count == 1)
    // A partition on the command line takes precedence over those in the lines.
    #expect(try tool.run("produce", "one", "--json", "--partition", "0", input: json.output).code == 0)
    #expect(try tool.run("consume", "one").output.split(separator: "\n", omittingEmptySubsequences: false).count == 4)

    // With --json, options for columns have no effect.
    #expect(try tool.run("consume", "in", "--json", "--keys").output.split(separator: "\n").count == 3)

    let nothing = try tool.run("consume", "empty")
    #expect(nothing.code == 0 && nothing.output == "" && nothing.errors == "no records\n")
  }

  @Test("Options have the names that kcat and Kafka's console programs use for the same")
  func habits() throws {
    let tool = ToolRuns()
    let address = try tool.run("up", "--topics", "in:1").output.trimmingCharacters(in: .newlines)
    let lines = "a:1\nb:2\nc:3\n"
    #expect(try tool.run("produce", "in", "-b", address, "-K:", "-H", "source=test", input: lines).code == 0)
    #expect(try tool.run("consume", "in", "-b", address, "-o", "beginning", "-c", "1").output == "1\n")
    let server = ["consume", "in", "--bootstrap-server", address]
    #expect(try tool.run(server + ["--max-messages", "2", "--headers"]).output == "source=test\t1\nsource=test\t2\n")
    #expect(try tool.run(server + ["-o", "-1", "--keys"]).output == "c\t3\n")

    let named = try tool.run("consume", "-t", "in")
    #expect(named.code == 2 && named.errors.contains("did you mean '<topic>', which is given without a name?"))
    #expect(try tool.run("consume", "in", "--from-beginning").errors.contains("did you mean '--from'?"))
    #expect(try tool.run("topics", "--list").errors.contains("did you mean 'joist topics list'?"))
    let misspelt = try tool.run("produce", "in", "--key-seperator", ":").errors
    #expect(misspelt.hasPrefix("error: unknown option '--key-seperator'; did you mean '--key-separator'?\nusage: "))
    #expect(misspelt.hasSuffix("\n  See 'joist produce --help' for more information.\n"))
  }

  @Test("Help and errors have the words that users type for a start")
  func wordsOfStarts() throws {
    let tool = ToolRuns()
    let help = try tool.run("consume", "--help").output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(help.contains("earliest or beginning, latest or end, an offset, -N for the last N, or @TIME."))
    for word in ["end", "latest"] {
      let refused = try tool.run("consume", "in", "--from", word)
      #expect(refused.code == 2 && refused.errors.hasPrefix("error: --from \(word) shows nothing without --follow\n"))
    }
    #expect(
      try tool.run("consume", "in", "-o", "start").errors.contains("it must be earliest or beginning, latest or end"))
  }

  @Test("The error for an invalid line names it; the records before it are delivered and counted")
  func mistake() throws {
    let tool = ToolRuns()
    #expect(try tool.run("up", "--topics", "in:1").code == 0)
    let result = try tool.run("produce", "in", "--json", input: "{\"value\":\"x\"}\n{\"vaule\":\"y\"}\n")
    #expect(result.code == 1)
    #expect(result.errors.hasPrefix("error: stopped at line 2: unknown field \"vaule\""))
    #expect(result.errors.contains("\n  detail: the line before it was written to topic in at "))
    #expect(result.errors.hasSuffix("\n  hint: what is written stays; continue with line 2, as by 'tail -n +2'\n"))
    #expect(try tool.run("consume", "in").output == "x\n")
    let first = try tool.run("produce", "in", "--key-separator", ":", input: "abc\n")
    #expect(
      first.errors.hasPrefix("error: stopped at line 1: it has no key separator ':'\n  detail: no line was written"))
    #expect(!first.errors.contains("hint"))
  }

  @Test(
    "The error for an invalid line counts the lines that were written",
    arguments: [(1, 0, "no line was"), (4, 3, "the 3 lines before it were"), (4, 1, "1 of the 3 lines before it was")])
  func writtenLines(line: Int, written: Int, count: String) {
    let stop = InputStop(InputMistake(line: line, "it is not a JSON object"), written: written, to: "topic in at h:1")
    #expect(
      "\(stop)".hasPrefix("stopped at line \(line): it is not a JSON object\n  detail: \(count) written to topic in"))
    #expect("\(stop)".contains("hint") == (written == 3))
  }

  @Test("A broker uses the requested port, and a port in use is refused")
  func port() throws {
    let (first, second) = (ToolRuns(), ToolRuns())
    #expect(try first.run("up", "--port", "0", "--topics", "in:1").code == 0)
    let address = try #require(first.folder.note.addresses)
    let taken = try #require(address.split(separator: ":").last)
    let refused = try second.run("up", "--port", String(taken))
    #expect(refused.code == 1 && refused.errors.contains("port \(taken) is in use"))
    #expect(second.leftOver == [])

    #expect(try first.run("down").code == 0)
    #expect(try second.run("up", "--port", String(taken), "--topics", "in:1").output == "\(address)\n")
    #expect(try second.run("produce", "in", input: "x\n").code == 0)
    // Clients find the broker's own port by the one that was asked for, also such as we did not write.
    #expect(try second.run("consume", "in", "--brokers", address).output == "x\n")
    if IndependentClient.isPresent { #expect(try IndependentClient.read("in", at: address).map(\.valueText) == ["x"]) }
  }

  @Test(
    "A real cluster creates, describes and deletes topics", .enabled(if: RealBroker.isPresent, "\(RealBroker.missing)"))
  func real() throws {
    let cluster = try TestCluster(.real)
    let name = "made-\(UInt32.random(in: .min ... .max))"
    let tool = ToolRuns()
    func run(_ arguments: String..., input: String? = nil) throws -> String {
      let result = try tool.run(arguments + ["--brokers", cluster.bootstrapServers], input: input)
      #expect(result.code == 0, "\(result.errors)")
      return result.output
    }
    #expect(
      try run("topics", "create", name, "--partitions", "2", "--config", "retention.ms=86400000")
        == "created \(name) with 2 partitions\n")
    _ = try run("produce", name, "--partition", "1", input: "{\"x\":1}\n")
    _ = try run("produce", name, "--json", input: "{\"key\":\"k\",\"value\":null,\"timestamp\":5,\"partition\":1}\n")
    let description = try run("topics", "describe", name)
    #expect(description.contains("\(name): 2 partitions\n  retention.ms=86400000\n"))
    #expect(description.hasSuffix("          1       1      0    2        2\n"))
    #expect(try run("consume", name, "--from", "@1971-01-01") == "{\"x\":1}\nnull\n")
    #expect(try run("consume", name, "--json", "--from", "1").contains("\"value\":null"))
    #expect(try run("topics", "delete", name) == "deleted \(name)\n")
    #expect(try tool.run("consume", name, "--brokers", cluster.bootstrapServers).errors.contains("there is no topic"))
  }
}

@Suite("Records as JSON") struct RecordLineTests {
  @Test("Every record is read back")
  func roundTrip() throws {
    let records = [
      KafkaRecord(key: "k", value: "v"), KafkaRecord(value: nil),
      KafkaRecord(key: Bytes([0xFF, 0]), value: Bytes(Array<UInt8>())),
      KafkaRecord(
        key: Bytes(Array<UInt8>()), value: Bytes([0xC3]),
        headers: KafkaHeaders([.init("a", Bytes(utf8: "1")), .init("a", nil), .init("b", Bytes([0xFE]))]),
        timestamp: Timestamp(milliseconds: -5)),
    ]
    for record in records { #expect(try RecordLine(json: RecordLine(record).json).record == record) }
  }

  @Test(
    "The error for an invalid line gives the reason",
    arguments: [
      ("x", "not a JSON object"), ("[]", "not a JSON object"), ("{}", "\"value\" is missing"),
      (#"{"value":{"x":1}}"#, "must be a string"), (#"{"value":"","partition":-1}"#, "\"partition\" must be from 0"),
      (#"{"value":"","timestamp":1.5}"#, "must be an integer"), (#"{"value_base64":"*"}"#, "must be base64"),
      (#"{"value":"","headers":["a"]}"#, "\"headers\" must be"),
    ])
  func mistakes(line: String, reason: String) {
    #expect { try RecordLine(json: Array(line.utf8)) } throws: { "\($0)".contains(reason) }
  }
}

@Suite("Columns of records") struct RecordColumnsTests {
  private func line(_ record: KafkaRecord, _ options: String...) throws -> String {
    String(decoding: try RecordColumns.parse(options).line(of: record), as: UTF8.self)
  }

  @Test("An absent key or value is null, an empty one is empty")
  func absence() throws {
    let empty = Bytes(Array<UInt8>())
    #expect(try line(KafkaRecord(key: empty, value: empty), "--keys") == "\t")
    #expect(try line(KafkaRecord(value: nil), "--keys") == "null\tnull")
    #expect(try line(KafkaRecord(key: "k", value: nil)) == "null")
    let headers = KafkaHeaders([.init("a", nil), .init("b", empty), .init("c", Bytes(utf8: "1"))])
    #expect(try line(KafkaRecord(value: "v", headers: headers), "--headers") == "a=null,b=,c=1\tv")
  }

  @Test("Columns have one order, whatever the order of the options")
  func order() throws {
    let record = KafkaRecord(
      key: Bytes(utf8: "k"), value: Bytes(utf8: "v"), headers: ["h": "1"], timestamp: Timestamp(milliseconds: 0),
      position: KafkaPosition(topic: "in", partition: 3, offset: 17))
    #expect(
      try line(record, "--keys", "--headers", "--positions", "--timestamps")
        == "1970-01-01T00:00:00.000Z\t3@17\th=1\tk\tv")
  }
}

@Suite("Where joist consume begins") struct StartOfReadingTests {
  @Test(
    "Start positions are parsed",
    arguments: [
      ("earliest", StartOfReading.Position.earliest), ("beginning", .earliest), ("latest", .latest), ("end", .latest),
      ("7", .offset(7)), ("-7", .last(7)),
      ("@1970-01-01T00:00:01Z", .time(Timestamp(milliseconds: 1000))),
      ("@1970-01-02", .time(Timestamp(milliseconds: 86_400_000))),
      ("@5", .time(Timestamp(milliseconds: 5))),
    ])
  func starts(text: String, position: StartOfReading.Position) {
    #expect(StartOfReading(argument: text)?.position == position)
    #expect(StartOfReading(argument: text)?.word == text)
  }

  @Test("Other positions are refused", arguments: ["", "first", "@", "@soon", "1.5"])
  func others(text: String) { #expect(StartOfReading(argument: text)?.word == nil) }
}
