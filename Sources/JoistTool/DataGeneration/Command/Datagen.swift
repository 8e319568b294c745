import JoistArguments
import JoistKafka
import JoistRunner
import Rows

/// `joist datagen`: generates website visits as test data.
struct Datagen: AsyncParsableCommand {
  enum Source: String, ExpressibleByArgument, CaseIterable { case streaming, batch }

  static var configuration: CommandConfiguration {
    CommandConfiguration(
      abstract: "Generates website visits.",
      discussion: """
        Streaming writes visits to a topic as they happen, until it is stopped or reaches --count. Batch writes files \
        of JSON lines. \
        The same seed makes the same visits; with --start-time, and always in batch, it makes the same bytes.
        """)
  }

  @Option(help: "Write visits as they happen, or files.") var source = Source.streaming
  @Option(help: "The number of visitors.") var numUsers = 5
  @Option(help: "Seconds between visits.") var delaySeconds = 0.5
  @Option(help: "Visits a second, instead of --delay-seconds; 'max' for no limit.") var rate: VisitRate?
  @Option(help: "The number of visits. (default: 1000 in batch, unlimited in streaming)") var count: Int?
  @Option(help: "The same seed makes the same visits.") var seed: UInt64 = 1
  @Option(
    help: "The time of the first visit: 2024-01-01T00:00:00Z, 2024-01-01, or milliseconds since 1970. (streaming: now)"
  )
  var startTime: StartTime?
  @OptionGroup(title: "Unusual visits, as shares of 1") var shares: DatagenShares
  @OptionGroup(title: "Output") var destination: DatagenDestination
  @OptionGroup(title: "Kafka") var kafka: KafkaOptions
  @Option(help: "The number of visits between progress messages; 0: none.") var progressEvery = 1000

  func validate() throws {
    if numUsers < 1 { throw ValidationError("--num-users must be at least 1, and is \(numUsers)") }
    if !(delaySeconds >= 0 && delaySeconds <= 86_400) {
      throw ValidationError("--delay-seconds must be from 0 to 86400, and is \(delaySeconds)")
    }
    if let count, count < 0 { throw ValidationError("--count must not be negative, and is \(count)") }
    try destination.validate(for: source, kafka)
    if progressEvery < 0 { throw ValidationError("--progress-every must not be negative, and is \(progressEvery)") }
  }

  func run() async throws {
    let console = Console()
    let say: @Sendable (String) -> Void = { console.write("datagen: \($0)") }
    let work = GenerationRun(
      settings: settings, visitClock: visitClock, intervalNanos: pacedIntervalNanos,
      count: count ?? (source == .batch ? 1000 : nil), progressEvery: progressEvery,
      say: say)
    // A separate task, so that the signal handler can cancel it; it is awaited below.
    let writing = Task { [destination, source, kafka] in
      try await work.run { try destination.open(for: source, kafka, say: say) }
    }
    let watch = try InterruptWatch(endsProcess: true) { interrupt in
      if interrupt.number > 1 { Datagen.exit(withError: ExitCode(interrupt.exitCode)) }
      writing.cancel()
    }
    defer { watch.end() }
    try await writing.value
  }

  var settings: VisitSettings {
    VisitSettings(
      seed: seed, userCount: numUsers, malformedShare: shares.malformedShare, lateShare: shares.lateShare,
      latenessMillis: Int((shares.lateSeconds * 1000).rounded()), duplicateShare: shares.duplicateShare,
      emptyShare: shares.emptyShare)
  }

  /// The interval between the times of two visits.
  private var intervalNanos: Int64 {
    switch rate {
    case .perSecond(let rate): Int64((1e9 / rate).rounded())
    case .unlimited, nil: Int64((delaySeconds * 1e9).rounded())
    }
  }

  /// How long to wait between visits; nil: not at all. Batch waits only if a rate is given.
  var pacedIntervalNanos: Int64? {
    switch rate {
    case .unlimited: nil
    case .perSecond: intervalNanos
    case nil: source == .batch || delaySeconds == 0 ? nil : intervalNanos
    }
  }

  /// Streaming uses the current time, unless there is a start time; batch counts from a start time.
  var visitClock: VisitClock {
    let start = startTime?.timestamp ?? (source == .batch ? Self.batchStart : nil)
    return start.map { .counted(from: $0, intervalNanos: intervalNanos) } ?? .system
  }

  /// The default start time of batch: 2024-01-01T00:00:00Z.
  private static let batchStart = Timestamp(milliseconds: 1_704_067_200_000)
}
