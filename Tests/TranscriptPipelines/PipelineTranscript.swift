import Joist
import JoistRunner
import JoistTesting
public import Transcripts

/// Runs a transcript as a pipeline on the engine: its script is a test stream.
public struct PipelineTranscript {
  private let transcript: Transcript
  private let strategy: WindowingStrategy

  /// Reads the windowing of a transcript.
  /// - Throws: an error that names a window function or a trigger without a counterpart.
  public init(_ transcript: Transcript) throws {
    self.transcript = transcript
    let numbers = transcript.windowFn.numbers.map { Duration.seconds($0) }
    let windowFn: WindowFn =
      switch transcript.windowFn.name {
      case "GlobalWindows": .global
      case "FixedWindows", "CustomTimestampingFixedWindowsWindowFn":
        .fixed(numbers[0], offset: numbers.count > 1 ? numbers[1] : .zero)
      case "SlidingWindows": .sliding(numbers[0], every: numbers[1])
      case "Sessions": .sessions(gap: numbers[0])
      default: throw Unknown(name: transcript.windowFn.name)
      }
    strategy = WindowingStrategy(
      windowFn: windowFn, trigger: try Self.trigger(transcript.trigger).droppingRest(),
      allowedLateness: .seconds(transcript.allowedLateness),
      accumulation: transcript.isAccumulating ? .accumulating : .discarding,
      timestampCombiner: transcript.timestampCombiner == "OUTPUT_AT_EARLIEST"
        ? .earliest : transcript.timestampCombiner == "OUTPUT_AT_LATEST" ? .latest : .endOfWindow,
      onTimeBehavior: transcript.firesOnTimeAlways ? .fireAlways : .fireIfNonEmpty,
      closingBehavior: transcript.closesAlways ? .fireAlways : .fireIfNonEmpty)
  }

  private struct Unknown: Error, CustomStringConvertible {
    let name: String
    var description: String { "\(name) has no counterpart" }
  }

  private static func trigger(_ call: Call) throws -> Trigger {
    switch call.name {
    case "Default": return .byDefault
    case "AfterWatermark":
      return .afterWatermark(early: try call.call("early").map(trigger), late: try call.call("late").map(trigger))
    case "AfterCount": return .afterCount(call.numbers[0])
    case "AfterProcessingTime": return .afterProcessingTime(.seconds(call.numbers[0]))
    case "AfterEach":
      return try combined(call.calls, { .afterEach($0, $1) }, { .afterEach($0, $1, $2) })
    case "AfterAny":
      return try combined(call.calls, { .afterAny($0, $1) }, { .afterAny($0, $1, $2) })
    case "AfterAll":
      return try combined(call.calls, { .afterAll($0, $1) }, { .afterAll($0, $1, $2) })
    case "Repeatedly": return .repeatedly(try trigger(call.calls[0]))
    case "OrFinally": return try trigger(call.calls[0]).orFinally(try trigger(call.calls[1]))
    default: throw Unknown(name: call.name)
    }
  }

  /// A variadic function takes no array, so there is one form for each number of triggers that transcripts have.
  private static func combined(
    _ calls: [Call], _ two: (Trigger, Trigger) -> Trigger, _ three: (Trigger, Trigger, Trigger) -> Trigger
  ) throws -> Trigger {
    let triggers = try calls.map(trigger)
    switch triggers.count {
    case 2: return two(triggers[0], triggers[1])
    case 3: return three(triggers[0], triggers[1], triggers[2])
    default: throw Unknown(name: "\(triggers.count) triggers")
    }
  }

  /// The script as a test stream.
  private var stream: TestStream<KV<String, Int>> {
    TestStream(
      transcript.steps.map { step in
        switch step.action {
        case .elements(let elements):
          .elements(elements.map { (KV($0.key, $0.value), Timestamp(milliseconds: Int64($0.time) * 1000)) })
        case .watermark(let seconds): .watermark(seconds.map { Timestamp(milliseconds: Int64($0) * 1000) } ?? .max)
        case .clock(let seconds): .processingTime(.seconds(seconds))
        }
      })
  }

  /// The panes of a grouping, by step.
  public func grouped() throws -> [[ActualPane]] {
    try panes {
      $0.groupByKey().map { pair in KV(pair.key, Array(pair.value)) }
    } _: {
      ($0.key, $0.value)
    }
  }

  /// The panes of a combine, by step, with the sum of their elements as the only value.
  public func summed() throws -> [[ActualPane]] {
    try panes {
      $0.combinePerKey(.sum())
    } _: {
      ($0.key, [$0.value])
    }
  }

  private func panes<Element: Streamable>(
    _ group: (PCollection<KV<String, Int>>) -> PCollection<Element>, _ content: (Element) -> (String, [Int])
  ) throws -> [[ActualPane]] {
    let pipeline = Pipeline()
    let recorder = Recorder(
      of: group(try pipeline.play(stream, isBounded: true).windowed(as: strategy)), step: "Record")
    let job = try SteppedJob(
      PreparedPipeline(pipeline), options: TestOptions().jobOptions, clock: ManualClock())
    _ = try job.runUntilIdle()
    var steps: [[ActualPane]] = []
    var seen = 0
    for _ in transcript.steps {
      _ = job.performTestEvent()
      _ = try job.runUntilIdle()
      let entries = try recorder.recording().entries
      steps.append(entries[seen...].map { pane($0, content($0.element).0, content($0.element).1) })
      seen = entries.count
    }
    return steps
  }

  /// The first step whose panes differ from the expected ones, and the difference; nil if there is none.
  /// - Parameter implementation: whose panes are expected where implementations disagree.
  public func difference(from implementation: String? = nil) throws -> (step: Int, text: String)? {
    for (number, (step, actual)) in zip(transcript.steps, try grouped()).enumerated() {
      let expected = implementation.flatMap { step.alternatives[$0] } ?? step.panes
      if let text = ExpectedPane.difference(expected, actual) { return (number, text) }
    }
    return nil
  }

  private func pane<Element>(_ entry: Recording<Element>.Entry, _ key: String, _ values: [Int]) -> ActualPane {
    let window = entry.windows[0]
    let isGlobal = window == .global
    let timing =
      switch entry.pane.timing {
      case .early: "EARLY"
      case .onTime: "ON_TIME"
      case .late: "LATE"
      case .unknown: "UNKNOWN"
      }
    return ActualPane(
      key: key, values: values,
      window: isGlobal ? nil : window.start.milliseconds..<window.end.milliseconds,
      timestamp: entry.timestamp == .endOfGlobalWindow ? nil : entry.timestamp.milliseconds, timing: timing,
      index: Int(entry.pane.index), nonSpeculativeIndex: Int(entry.pane.nonSpeculativeIndex),
      isFirst: entry.pane.isFirst, isLast: entry.pane.isLast)
  }
}
