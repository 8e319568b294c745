import JoistArguments

/// Measures the embedded engine, compared with hand-written loops and, if available, other engines.
@main
struct Benchmarks: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "benchmarks",
    abstract: "Measure the embedded engine on the workloads W1, W2, W3, W3S and functions with state, and its parts.",
    discussion: """
      Prints a line for each case: its name and the engine's median time on one core, in nanoseconds an event; the \
      range; how many times as long that is as a hand-written loop in Swift, one in C++, and timely dataflow (the last \
      two if JOIST_SHARED names the folder that has them); and how many times as fast two cores are. All of them take \
      turns in one run. A wrong answer ends the program with an error.
      """)

  @Argument(
    help: ArgumentHelp(
      "The cases to run: W2 means W2 and all names that begin with 'W2 '. By default all.", valueName: "case"))
  var cases: [String] = []

  @Option(help: "Events in one run, for short runs; by default each case has its own number.")
  var events: Int?

  @Option(help: "Timed runs of each contender, after a warm-up run.")
  var repetitions = 5

  @Option(help: "Cores of the engine's second run; 1: no second run.")
  var parallelism = 2

  @Flag(help: "Do not run the programs of others.")
  var noPeers = false

  @Flag(help: "Match whole names: W2 means only W2.")
  var exact = false

  @Flag(
    help: ArgumentHelp(
      "Run only the engine, once, on one core, and print its time, answer and peak memory as JSON. For profilers."))
  var once = false

  @Flag(help: "With --once: run on a single thread with a stopped clock, so that all runs do the same work.")
  var stepped = false

  @Flag(help: "Print the names of the cases.")
  var list = false

  mutating func validate() throws {
    guard repetitions > 0 else { throw ValidationError("--repetitions must be at least 1") }
    guard once || !stepped else { throw ValidationError("--stepped needs --once") }
    guard parallelism > 0 else { throw ValidationError("--parallelism must be at least 1") }
    for word in cases where !Self.all.contains(where: { $0.isMeant(by: word, exactly: exact) }) {
      let names = Self.all.map(\.name).joined(separator: ", ")
      throw ValidationError("there is no case '\(word)'; the cases are \(names)")
    }
  }

  func run() throws {
    if list { return Self.all.forEach { print($0.name) } }
    let engines =
      once ? [EngineRun(cores: 1, isStepped: stepped)] : Set([1, parallelism]).sorted().map { EngineRun(cores: $0) }
    let setting = Setting(events: events, engines: engines, peers: noPeers || once ? .none : .found())
    for maker in Self.all where cases.isEmpty || cases.contains(where: { maker.isMeant(by: $0, exactly: exact) }) {
      let benchmark = try maker.make(setting)
      if once {
        print(try SingleRun.line(of: benchmark))
        continue
      }
      print(ReportLine(benchmark, try Measurement(of: benchmark, repetitions: repetitions)))
    }
  }

  /// All cases, in the order in which they run.
  static let all: [CaseMaker] = words + bids + shapes + rows + records

  /// Cases that count the words of files.
  private static let words: [CaseMaker] = {
    let counts = WordText.all.map { text in
      CaseMaker(name: "W1 \(text.name)") { try WordCount.make("W1 \(text.name)", text, .words, $0) }
    }
    let split = WordText.all.prefix(1).map { text in
      CaseMaker(name: "W1 String.split") { try WordCount.make("W1 String.split", text, .standard, $0) }
    }
    return counts + split
  }()

  /// Cases with generated bids.
  private static let bids: [CaseMaker] = [
    CaseMaker(name: "W2") { try Stateless.make("W2", TextPointer.self, $0) },
    CaseMaker(name: "W2 String") { try Stateless.make("W2 String", String.self, $0) },
    CaseMaker(name: "W3 10k") { try KeyedWindows.make("W3 10k", TenThousand.self, limit: "10k", $0) },
    CaseMaker(name: "W3 1M") { try KeyedWindows.make("W3 1M", Million.self, limit: "1m", $0) },
    CaseMaker(name: "Aggregates") { try Aggregates.make($0) },
    CaseMaker(name: "Stateful 10k") { try RunningTotals.make("Stateful 10k", timers: false, $0) },
    CaseMaker(name: "Stateful 10k timer") { try RunningTotals.make("Stateful 10k timer", timers: true, $0) },
  ]

  /// Cases with keyed sums in many open windows.
  private static let shapes: [CaseMaker] = Shape.all.map { shape in
    CaseMaker(name: shape.name) { try shape.make($0) }
  }

  /// Cases with records in memory.
  private static let rows: [CaseMaker] = RowFormats.Work.allCases.map { work in
    CaseMaker(name: work.rawValue) { try RowFormats.make(work, $0) }
  }

  /// Cases with Kafka records.
  private static let records: [CaseMaker] = [
    CaseMaker(name: "Kafka in") { try KafkaIn.make("Kafka in", $0) },
    CaseMaker(name: "Kafka out") { try KafkaOut.make("Kafka out", $0) },
  ]
}
