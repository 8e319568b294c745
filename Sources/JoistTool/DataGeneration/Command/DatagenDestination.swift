import Beam
import JoistArguments
import JoistKafka

/// Where `joist datagen` writes visits.
struct DatagenDestination: ParsableArguments {
  enum Stream: String, ExpressibleByArgument, CaseIterable { case topic, stdout }

  @Option(help: "Streaming: a Kafka topic or standard output.") var to = Stream.topic
  @Option(help: "Streaming: Kafka bootstrap servers.") var brokers: KafkaBrokers?
  @Option(help: "Streaming: the topic; it must exist.") var topic = "website-visit"
  @Option(help: "Batch: the prefix of the file names.", completion: .file()) var output = "website-visits"
  @Option(help: "Batch: the number of files.") var files = 1

  func validate() throws {
    if !(1...99_999).contains(files) { throw ValidationError("--files must be from 1 to 99999, and is \(files)") }
    if output.isEmpty { throw ValidationError("--output must not be empty") }
  }

  /// - Throws: `ValidationError` if visits go to a topic and no brokers are given.
  func validate(for source: Datagen.Source) throws {
    if source == .streaming, to == .topic, brokers == nil {
      throw ValidationError(
        """
        a topic needs brokers: start one with 'joist up', or name them with --brokers HOST:PORT; --to stdout writes to \
        standard output instead
        """)
    }
  }

  /// - Throws: if the destination cannot be written to.
  func open(for source: Datagen.Source) throws -> any VisitOutput {
    switch (source, to) {
    case (.batch, _): try LineFiles(prefix: output, count: files)
    case (.streaming, .stdout): StandardOutput()
    case (.streaming, .topic):
      try TopicOutput(topic: topic, brokers: brokers?.addresses ?? "", logger: Logger(label: "kafka", logLevel: .error))
    }
  }
}
