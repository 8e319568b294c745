import JoistArguments
import JoistKafka

/// Where `joist datagen` writes visits.
struct DatagenDestination: ParsableArguments {
  enum Stream: String, ExpressibleByArgument, CaseIterable { case topic, stdout }

  @Option(help: "Streaming: a Kafka topic or standard output. (default: topic)") var to: Stream?
  @Option(help: "Streaming: the topic; it must exist.") var topic = "website-visit"
  @Option(help: "Batch: the prefix of the file names.", completion: .file()) var output = "website-visits"
  @Option(help: "Batch: the number of files.") var files = 1

  func validate() throws {
    if !(1...99_999).contains(files) { throw ValidationError("--files must be from 1 to 99999, and is \(files)") }
    if output.isEmpty { throw ValidationError("--output must not be empty") }
  }

  /// - Throws: `ValidationError` if visits go to a topic and no brokers are given, or `--to` is given for a batch.
  func validate(for source: Datagen.Source, _ kafka: KafkaOptions) throws {
    if source == .batch, let to {
      throw ValidationError("--source batch writes files; omit --to \(to.rawValue), or use --source streaming")
    }
    if source == .streaming, to != .stdout, kafka.brokers == nil, kafka.properties["bootstrap.servers"] == nil {
      throw ValidationError(
        """
        a topic needs brokers: start one with 'joist up', or name them with --brokers HOST:PORT; --to stdout writes to \
        standard output instead
        """)
    }
  }

  /// - Throws: an error if the destination cannot be written to.
  func open(
    for source: Datagen.Source, _ kafka: KafkaOptions, say: @escaping @Sendable (String) -> Void
  ) throws -> any VisitOutput {
    switch (source, to ?? .topic) {
    case (.batch, _): try LineFiles(prefix: output, count: files)
    case (.streaming, .stdout): StandardOutput()
    case (.streaming, .topic): try TopicOutput(topic: topic, kafka, say: say)
    }
  }
}
