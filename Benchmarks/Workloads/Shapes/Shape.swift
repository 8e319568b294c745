import Beam

/// W3S: keyed sums in many open windows.
enum Shape {
  /// Windows of an hour; each event is in a random one of this many.
  case windows(Int64)
  /// Windows of ten seconds; events are out of order by less than this many milliseconds.
  case disorder(Int64)
  /// Sliding windows of a minute with a period of this many seconds.
  case sliding(Int64)
  /// Like `windows`, but the values of a key and window are grouped and counted.
  case group(Int64)

  /// The shapes that are measured.
  static let all: [Shape] =
    [1, 2, 10, 100, 1000, 8760].map(Shape.windows) + [0, 1000, 10_000, 30_000].map(Shape.disorder)
    + [60, 30, 10, 1].map(Shape.sliding) + [1, 10, 1000, 8760].map(Shape.group)

  /// The kind and its number, as arguments of the C++ program.
  private var words: (kind: String, number: Int64) {
    switch self {
    case .windows(let count): ("windows", count)
    case .disorder(let milliseconds): ("disorder", milliseconds)
    case .sliding(let seconds): ("sliding", seconds)
    case .group(let count): ("group", count)
    }
  }

  var name: String { "W3S \(words.kind) \(words.number)" }

  func make(_ setting: Setting) throws -> Case {
    let events = setting.events(byDefault: 5_000_000)
    var contenders = setting.engines { try run(events: events, $0) }
    let (kind, number) = words
    contenders += try setting.peers.shapes(
      kind == "group" ? "windows" : kind, number, keys: ShapeSource<InOrder>.keys, events: events)
    return Case(
      name: name, unit: "events", units: events, truth: { answer(events: events) }, hasPeakMemory: number == 8760,
      contenders: contenders)
  }

  /// The pipeline.
  private func run(events: Int, _ engine: EngineRun) throws -> [Int64] {
    let answer = Answer(count: 3)
    let pipeline = Pipeline()
    let source = (pipeline: pipeline, events: events, cores: engine.cores)
    switch self {
    case .windows(let count):
      Self.sum(Self.hours(count, source), answer)
    case .group(let count):
      _ = Self.hours(count, source)
        .groupByKey()
        .map("Count") { KV($0.key, Int64($0.value.count)) }
        .parDo("AddUp", AddUpCounts(answer))
    case .disorder(let milliseconds):
      Self.sum(
        Self.turns(Disorder(jitter: milliseconds), source).windowed(by: .fixed(.seconds(10))), answer)
    case .sliding(let seconds):
      Self.sum(
        Self.turns(InOrder(), source).windowed(by: .sliding(.seconds(60), every: .seconds(seconds))), answer)
    }
    try engine.run(pipeline)
    return answer.values
  }

  /// The pipeline, the number of events, and the number of cores.
  private typealias Input = (pipeline: Pipeline, events: Int, cores: Int)

  private static func hours(_ count: Int64, _ input: Input) -> PCollection<KV<Int64, Int64>> {
    let events = Int64(input.events)
    return input.pipeline.create("Sources", 0..<Int64(8))
      .parDo("Events", ShapeSource(times: RandomHours(hours: count), sharing: .ranges, events: events, sources: 8))
      .windowed(by: .fixed(.milliseconds(RandomHours.hour)))
  }

  private static func turns(_ times: some ShapeTimes, _ input: Input) -> PCollection<KV<Int64, Int64>> {
    let (events, sources) = (Int64(input.events), Int64(input.cores))
    return input.pipeline.create("Sources", 0..<sources)
      .parDo("Events", ShapeSource(times: times, sharing: .turns, events: events, sources: sources))
  }

  private static func sum(_ events: PCollection<KV<Int64, Int64>>, _ answer: Answer) {
    _ = events.combinePerKey("Sum", .sum()).parDo("AddUp", AddUpCounts(answer))
  }

  /// The right answer.
  private func answer(events: Int) -> [Int64] {
    switch self {
    case .windows(let count), .group(let count):
      ShapeAnswer.fixed(RandomHours(hours: count), length: RandomHours.hour, events: events)
    case .disorder(let milliseconds):
      ShapeAnswer.fixed(Disorder(jitter: milliseconds), length: 10_000, events: events)
    case .sliding(let seconds):
      ShapeAnswer.sliding(length: 60_000, period: seconds * 1000, events: events)
    }
  }
}
