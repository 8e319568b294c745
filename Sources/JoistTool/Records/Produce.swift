import JoistArguments
import JoistKafka
import JoistRunner
import Rows

/// `joist produce`: writes lines of standard input to a topic.
struct Produce: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      abstract: "Writes the lines of standard input to a topic, each as a record.",
      discussion: """
        With --key-separator, the text before the first separator in a line is the record's key; a line without a \
        separator is an error. An empty line is a record with an empty value.

        A line that is not a record ends the input. The lines before it stay written; the error says how many they are.

        With --json, each line is an object such as {"key":"ann","value":"…","headers":{"reason":"late"},\
        "timestamp":1704067200000,"partition":0}, with "key_base64" and "value_base64" for bytes; only the value is \
        required. 'joist consume --json' writes such lines; its fields "topic" and "offset" have no effect here.

        Ctrl-C ends the input, with exit code 130; records that were sent before it are delivered and counted.
        """)
  }

  @Argument(help: "The topic; it must exist.") var topic: String
  @Option(
    name: [.long, .customShort("K")], help: "The separator of key and value in a line, such as ':'; '\\t' for a tab.")
  var keySeparator: String?
  @Option(name: [.long, .customShort("H")], help: "A header of each record, as NAME=VALUE. Repeatable.") var header:
    [NamedValue] = []
  @Option(help: "The partition of each record. (default: by the key; at random without one)") var partition: Int32?
  @Flag(help: "Each line is a record as JSON.") var json = false
  @OptionGroup(title: "Kafka") var kafka: KafkaOptions

  func validate() throws {
    if json, keySeparator != nil {
      throw ValidationError("--key-separator cannot be used with --json, whose objects have keys")
    }
    if keySeparator?.isEmpty ?? false { throw ValidationError("--key-separator must not be empty") }
    if let partition, partition < 0 { throw ValidationError("--partition must not be negative, and is \(partition)") }
  }

  func run() throws {
    let stop = try StopRequest()
    let writer = try TopicWriter(topic: topic, kafka) { Console().write($0) }
    if let partition, partition >= writer.topic.partitionCount {
      throw ValidationError("the topic \"\(topic)\" has \(writer.topic.partitionCount) partitions, numbered from 0")
    }
    do {
      try write(to: writer, stop)
    } catch {
      // Lines before this one are delivered and counted.
      try? writer.finish(while: { !stop.isRequested })
      if let mistake = error as? InputMistake { throw InputStop(mistake, writer) }
      report(writer)
      throw error
    }
    try writer.finish(while: { !stop.isRequested })
    report(writer)
    if stop.isRequested { throw ExitCode(stop.exitCode) }
  }

  private func report(_ writer: TopicWriter) {
    let count = writer.delivered == 1 ? "1 record was" : "\(writer.delivered) records were"
    Console().write("\(count) written to \(writer.description)")
  }

  private func write(to writer: TopicWriter, _ stop: borrowing StopRequest) throws {
    var lines = InputLines()
    var number = 0
    while !stop.isRequested {
      switch try lines.next() {
      case .end: return
      case .pause: try writer.flush()
      case .line(let line):
        number += 1
        let parsed = try record(of: line, number: number)
        let isSent = try writer.write(
          parsed.record, partition: partition ?? parsed.partition, while: { !stop.isRequested })
        if !isSent { throw InputMistake(line: number, "the brokers did not accept it before the interrupt") }
      }
    }
  }

  /// - Throws: ``InputMistake``.
  private func record(of line: [UInt8], number: Int) throws -> RecordLine {
    var parsed: RecordLine
    if json {
      do {
        parsed = try RecordLine(json: line)
      } catch {
        throw InputMistake(line: number, "\(error)")
      }
    } else if let keySeparator {
      let separator = Array((keySeparator == "\\t" ? "\t" : keySeparator).utf8)
      guard let found = line.firstRange(of: separator) else {
        throw InputMistake(line: number, "it has no key separator '\(keySeparator)'")
      }
      parsed = RecordLine(
        KafkaRecord(key: Bytes(line[..<found.lowerBound]), value: Bytes(line[found.upperBound...])))
    } else {
      parsed = RecordLine(KafkaRecord(value: Bytes(line)))
    }
    for header in header { parsed.record.headers.append(header.name, Bytes(utf8: header.value)) }
    return parsed
  }
}
