import Joist
import JoistTesting
import Testing
import Transcripts

/// Runs a transcript as a pipeline on the engine: its script is a test stream.
struct PipelineTranscript {
  private let transcript: Transcript
  private let strategy: WindowingStrategy

  init(_ transcript: Transcript) throws {
    self.transcript = transcript
    let numbers = transcript.windowFn.numbers.map { Duration.seconds($0) }
    let windowFn: WindowFn =
      switch transcript.windowFn.name {
      case "GlobalWindows": .global
      case "FixedWindows": .fixed(numbers[0], offset: numbers.count > 1 ? numbers[1] : .zero)
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

  private struct Unknown: Error { let name: String }

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

  /// The panes of a grouping.
  func grouped() throws -> [ActualPane] {
    let lists = try testPipeline { pipeline in
      try pipeline.play(stream).windowed(as: strategy).groupByKey()
        .map { pair in KV(pair.key, Array(pair.value)) }
    }
    return lists.entries.map { pane($0, $0.element.key, $0.element.value) }
  }

  /// The panes of a combine, with the sum of their elements as the only value.
  func summed() throws -> [ActualPane] {
    let sums = try testPipeline { pipeline in
      try pipeline.play(stream).windowed(as: strategy).combinePerKey(.sum())
    }
    return sums.entries.map { pane($0, $0.element.key, [$0.element.value]) }
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

@Suite("Transcripts as pipelines") struct PipelineTranscripts {
  private static let file = Transcript.folder?.appending(path: "generated_transcripts.json")

  @Test(
    "A pipeline emits the panes that implementations of Beam agree on, from a grouping and from a combine",
    .enabled(if: file != nil, "JOIST_SHARED names no folder with conformance/generated_transcripts.json"))
  func panes() throws {
    var (cases, panes) = (0, 0)
    for transcript in try Transcript.read(try #require(Self.file)) where !transcript.isDisputed {
      // Only the beginning of a script may be agreed on; the end of the stream would close its windows.
      guard case .watermark(nil)? = transcript.steps.last?.action else { continue }
      // A pipeline refuses to group unbounded input in a window that would never fire.
      if transcript.windowFn.name == "GlobalWindows", Self.waitsForEnd(transcript.trigger) { continue }
      let pipeline = try PipelineTranscript(transcript)
      let expected = transcript.steps.flatMap(\.panes)
      cases += 1
      panes += expected.count
      let grouped = try pipeline.grouped()
      let difference = ExpectedPane.difference(expected, grouped)
      #expect(difference == nil, "\(transcript.name) \(transcript.trigger)\n\(difference ?? "")")
      let sums = grouped.map { pane in
        var sum = pane
        sum.values = [pane.values.reduce(0, +)]
        return sum
      }
      #expect(Set(try pipeline.summed()) == Set(sums), "\(transcript.name), combined")
    }
    #expect(cases > 50 && panes > 150, "\(cases) cases with \(panes) panes")
  }

  /// Whether a trigger fires only after the watermark has passed the end of the window.
  private static func waitsForEnd(_ trigger: Call) -> Bool {
    switch trigger.name {
    case "Default": true
    case "AfterWatermark": trigger.named["early"] == nil
    case "AfterAll": trigger.calls.contains { waitsForEnd($0) }
    case "AfterEach": waitsForEnd(trigger.calls[0])
    case "AfterAny", "OrFinally", "Repeatedly": trigger.calls.allSatisfy { waitsForEnd($0) }
    default: false
    }
  }
}
