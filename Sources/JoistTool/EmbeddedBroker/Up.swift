import JoistArguments
import JoistRunner

/// `joist up`: starts the embedded broker in the background.
struct Up: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      abstract: "Starts a small Kafka broker on this machine, in the background.",
      discussion: """
        The broker listens on loopback at Kafka's default port 9092. If that is in use, it tries 19092, 29092 and \
        39092, then takes any free port. It prints its address, and a job that names no brokers uses it. 'joist down' \
        stops it.

        Use it to try things out. It keeps about 5 MB of records a partition in memory, drops the oldest first, and \
        loses all of them when it stops. A record has at most 2.5 MB. The broker cannot look up offsets by time, does \
        not isolate transactions, and cannot delete topics; 'joist topics create' adds topics.

        Joist programs, clients built on librdkafka (such as confluent-kafka) and aiokafka work with it. \
        kafka-python 3 needs api_version=(2, 3). Kafka's own Java clients of version 4 do not work with it.
        """)
  }

  @Option(help: "Topics to create, as NAME:PARTITIONS, separated by commas.") var topics = TopicList.websiteVisits
  @Option(help: "The port to listen at; 0 for a free one. (default: 9092, or another one if that is in use)")
  var port: UInt16?

  func run() throws {
    let console = Console()
    let folder = BrokerFolder()
    if let process = folder.runningProcess {
      throw BrokerFailure(
        """
        a broker is already running\(folder.note.addresses.map { " at \($0)" } ?? "") (process \(process)); \
        'joist down' stops it
        """)
    }
    let addresses = try BackgroundProcess.start(
      [ServeBroker.name, "--topics", topics.argument] + (port.map { ["--port", "\($0)"] } ?? []))
    print(addresses)
    if port == nil, let usual = ServeBroker.usualPorts.first, !addresses.hasSuffix(":\(usual)") {
      console.write("Port \(usual) is in use, so the broker listens at another one.")
    }
    console.write(
      """
      Kafka listens at this address. Topics: \
      \(topics.topics.map { "\($0.name) (\($0.partitions))" }.joined(separator: ", ")). 'joist down' stops it.
      """)
  }
}
