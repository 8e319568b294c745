import JoistArguments

/// Measures the embedded engine beside loops written by hand and, where they are at hand, other engines.
@main
struct Benchmarks: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "benchmarks",
    abstract: "Measure the embedded engine on the workloads W1, W2, W3 and W3S, and its parts.",
    discussion: """
      One line for each case: its name and the engine's median on one core, in nanoseconds for one event; the spread; \
      how many times longer that is than a loop written by hand in Swift, in C++, and than timely dataflow (both where \
      JOIST_SHARED names the folder that has them); how many times faster two cores are. All take turns in one run. \
      A wrong answer ends the program with an error.
      """)

  @Argument(help: ArgumentHelp("Which: W2 is W2 and all that begins so. All, if none is named.", valueName: "case"))
  var cases: [String] = []

  @Option(help: "Events of one run, for a short look; each case has its own number.")
  var events: Int?

  @Option(help: "Timed runs of each contender, behind one that warms it up.")
  var repetitions = 5

  @Option(help: "Cores of the engine's second run; 1: there is none.")
  var parallelism = 2

  @Flag(help: "Leave out the programs of others.")
  var noPeers = false

  @Flag(help: "Take each case by its whole name: W2 is W2 alone.")
  var exact = false

  @Flag(
    help: ArgumentHelp(
      "Run only the engine, once, on one core, and print its time, answer and peak memory as JSON: for profilers."))
  var once = false

  @Flag(help: "With --once: on a single thread, under a clock that stands, so that each run does the same.")
  var stepped = false

  @Flag(help: "Print the names of the cases.")
  var list = false

  mutating func validate() throws {
    guard repetitions > 0 else { throw ValidationError("--repetitions must be at least 1") }
    guard once || !stepped else { throw ValidationError("--stepped is for --once; name both") }
    guard parallelism > 0 else { throw ValidationError("--parallelism must be at least 1") }
    for word in cases where !Self.all.contains(where: { $0.isMeant(by: word, exactly: exact) }) {
      let names = Self.all.map(\.name).joined(separator: ", ")
      throw ValidationError("there is no case '\(word)'; there are \(names)")
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

  /// Counting the words of files.
  private static let words: [CaseMaker] = {
    let counts = WordText.all.map { text in
      CaseMaker(name: "W1 \(text.name)") { try WordCount.make("W1 \(text.name)", text, .words, $0) }
    }
    let split = WordText.all.prefix(1).map { text in
      CaseMaker(name: "W1 String.split") { try WordCount.make("W1 String.split", text, .standard, $0) }
    }
    return counts + split
  }()

  /// Generated bids.
  private static let bids: [CaseMaker] = [
    CaseMaker(name: "W2") { try Stateless.make("W2", TextPointer.self, $0) },
    CaseMaker(name: "W2 String") { try Stateless.make("W2 String", String.self, $0) },
    CaseMaker(name: "W3 10k") { try KeyedWindows.make("W3 10k", TenThousand.self, limit: "10k", $0) },
    CaseMaker(name: "W3 1M") { try KeyedWindows.make("W3 1M", Million.self, limit: "1m", $0) },
    CaseMaker(name: "Aggregates") { try Aggregates.make($0) },
  ]

  /// Keyed sums over many live windows.
  private static let shapes: [CaseMaker] = Shape.all.map { shape in
    CaseMaker(name: shape.name) { try shape.make($0) }
  }

  /// Records in memory.
  private static let rows: [CaseMaker] = RowFormats.Work.allCases.map { work in
    CaseMaker(name: work.rawValue) { try RowFormats.make(work, $0) }
  }

  /// Records of Kafka.
  private static let records: [CaseMaker] = [
    CaseMaker(name: "Kafka in") { try KafkaIn.make("Kafka in", $0) },
    CaseMaker(name: "Kafka out") { try KafkaOut.make("Kafka out", $0) },
  ]
}
