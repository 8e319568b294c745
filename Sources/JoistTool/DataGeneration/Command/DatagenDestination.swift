import Beam
import JoistArguments
import JoistKafka

/// Where visits are written.
struct DatagenDestination: ParsableArguments {
  enum Stream: String, ExpressibleByArgument, CaseIterable { case topic, stdout }

  @Option(help: "Streaming: a topic of Kafka, or the standard output.") var to = Stream.topic
  @Option(help: "Streaming: Kafka bootstrap servers.") var brokers: KafkaBrokers?
  @Option(help: "Streaming: the topic; it must be there.") var topic = "website-visit"
  @Option(help: "Batch: what the names of the files begin with.", completion: .file()) var output = "website-visits"
  @Option(help: "Batch: how many files.") var files = 1

  func validate() throws {
    if !(1...99_999).contains(files) { throw ValidationError("--files must be from 1 to 99999, and is \(files)") }
    if output.isEmpty { throw ValidationError("--output is empty") }
  }

  /// - Throws: `ValidationError` where a topic has no brokers.
  func validate(for source: Datagen.Source) throws {
    if source == .streaming, to == .topic, brokers == nil {
      throw ValidationError(
        """
        a topic needs brokers: start one with 'joist up', or name them by --brokers HOST:PORT; --to stdout writes to \
        the standard output instead
        """)
    }
  }

  /// - Throws: where the place cannot be written to.
  func open(for source: Datagen.Source) throws -> any VisitOutput {
    switch (source, to) {
    case (.batch, _): try LineFiles(prefix: output, count: files)
    case (.streaming, .stdout): StandardOutput()
    case (.streaming, .topic):
      try TopicOutput(topic: topic, brokers: brokers?.addresses ?? "", logger: Logger(label: "kafka", logLevel: .error))
    }
  }
}
