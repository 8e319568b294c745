import JoistArguments
import JoistRunner

/// `joist up`: the embedded broker, in the background.
struct Up: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      abstract: "Starts a small Kafka broker on this machine, in the background.",
      discussion: """
        It listens on loopback at a port that is free, prints its address, and leaves it where programs find it: a job \
        that names no brokers uses it. 'joist down' ends it.

        It is for trying things out. Records are in memory, about 5 MB a partition: the oldest go first, and all when it \
        ends. A record holds at most 2.5 MB. It cannot make topics later, knows no offsets by time, and does not isolate \
        transactions.

        Programs of Joist, clients that are built on librdkafka, as confluent-kafka is, and aiokafka can use it. kafka-python 3 needs \
        api_version=(2, 3). Kafka's own Java clients of version 4 cannot use it.
        """)
  }

  @Option(help: "Topics to make, with their partitions.") var topics = TopicList.websiteVisits

  func run() throws {
    let console = Console()
    let folder = BrokerFolder()
    if let process = folder.runningProcess {
      throw BrokerFailure(
        "a broker runs already\(folder.note.addresses.map { " at \($0)" } ?? "") (process \(process)); 'joist down' ends it"
      )
    }
    let addresses = try BackgroundProcess.start([ServeBroker.name, "--topics", topics.argument])
    print(addresses)
    console.write(
      """
      Kafka listens there, with the topics \
      \(topics.topics.map { "\($0.name) (\($0.partitions))" }.joined(separator: ", ")). 'joist down' ends it.
      """)
  }
}
