import JoistArguments
import JoistRunner

/// `joist up`: starts the embedded broker in the background.
struct Up: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      abstract: "Starts a small Kafka broker on this machine, in the background.",
      discussion: """
        It listens on loopback at a free port and prints its address. A job that names no brokers uses it. \
        'joist down' stops it.

        Use it to try things out. It keeps about 5 MB of records a partition in memory, drops the oldest first, and \
        loses all of them when it stops. A record has at most 2.5 MB. The broker cannot create topics later, cannot \
        look up offsets by time, and does not isolate transactions.

        Joist programs, clients built on librdkafka (such as confluent-kafka) and aiokafka work with it. \
        kafka-python 3 needs api_version=(2, 3). Kafka's own Java clients of version 4 do not work with it.
        """)
  }

  @Option(help: "Topics to create, with their partitions.") var topics = TopicList.websiteVisits

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
    let addresses = try BackgroundProcess.start([ServeBroker.name, "--topics", topics.argument])
    print(addresses)
    console.write(
      """
      Kafka listens at this address. Topics: \
      \(topics.topics.map { "\($0.name) (\($0.partitions))" }.joined(separator: ", ")). 'joist down' stops it.
      """)
  }
}
