import Beam
import JoistPlan
import Rows

/// A stage's operators, linked: runs one bundle after the other.
final class Executor: StreamingExecutor {
  /// An operator with what the counters need of it.
  struct Operator {
    /// Path of the step, or the name of a sink.
    let name: String
    let receiver: AnyReceiver
    let outputs: [AnyReceiver]
  }

  /// A sink with the step that writes to it.
  struct Output {
    let sink: any Sink
    let step: Step
  }

  private let scope: BundleScope
  private let source: any Source
  /// Sources first.
  private let operators: [Operator]
  private let sinks: [Output]
  private let process: (any RestrictionReceiver)?
  private let mark = StepMark()
  private let faults = GroupFault.Recorder()
  private let names: [String]
  /// Where the outputs of the bundle at hand go.
  private var outlet: (any BundleOutlet)?
  /// Elements of the bundle at hand that have been worked on.
  private var elementsIn = 0
  /// Restrictions among them.
  private var restrictions = 0
  /// Whether the source has ended the bundle by itself: it stopped at a restriction, and could go on at once.
  private var isFull = false
  /// What was left of them.
  private var residuals: [Residual] = []

  init(
    scope: BundleScope, source: any Source, operators: [Operator], sinks: [Output],
    process: (any RestrictionReceiver)?
  ) {
    self.scope = scope
    self.source = source
    self.operators = operators
    names = operators.map(\.name)
    self.sinks = sinks
    self.process = process
    for (index, operation) in operators.enumerated() {
      operation.receiver.mark = mark
      operation.receiver.operatorIndex = index
    }
    for (index, output) in sinks.enumerated() {
      output.sink.connect { [unowned self] in outlet?.take($0, of: index) }
    }
  }

  func start(control: BundleControl, outlet: any BundleOutlet) throws {
    self.outlet = outlet
    elementsIn = 0
    restrictions = 0
    isFull = false
    residuals = []
    scope.start(control: control)
    try abortingOnFailure {
      for operation in operators.reversed() {
        // What stands between operators (a fan-out, or nothing that reads) is no operator, and is counted all the same.
        for output in operation.outputs { output.elementsIn = 0 }
        try operation.receiver.start()
      }
    }
  }

  func push(_ block: ElementBlock) throws -> Int {
    let done = try abortingOnFailure { try source.run(block, scope: scope) }
    elementsIn += done
    return done
  }

  func push(_ restriction: Restriction) throws -> Bool {
    if restrictions > 0, isFull || process?.isEnding == true { return false }
    process?.reached = restriction.watermark
    _ = try abortingOnFailure { try source.run(restriction.block, scope: scope) }
    if let rest = process?.takeRest() {
      if case .resume(after: .zero) = rest.continuation { isFull = true }
      residuals.append(residual(rest, of: restriction))
    }
    elementsIn += 1
    restrictions += 1
    return true
  }

  func finish() throws -> FinishedBundle {
    try abortingOnFailure { for operation in operators { try operation.receiver.finish() } }
    for (index, output) in sinks.enumerated() {
      outlet?.take(output.sink.takeOutput(), of: index)
      if let failure = output.sink.takeFailure() {
        throw output.step.failure(EncodingFailure(underlying: failure))
      }
    }
    outlet = nil
    return FinishedBundle(
      result: BundleResult(residuals: residuals, elementsIn: elementsIn),
      settlement: scope.settlement.isOutstanding ? scope.settlement : nil, afterCommit: scope.afterCommit,
      counters: counters())
  }

  /// Runs a part of the bundle; where it fails, values that are still held are destroyed.
  private func abortingOnFailure<Answer>(_ body: () throws -> Answer) throws -> Answer {
    do {
      return try GroupFault.recording(in: faults) {
        let answer = try body()
        // Whoever reads a group asks whether it could be read; this is for whoever forgets.
        if let fault = GroupFault.take() { throw fault }
        return answer
      }
    } catch {
      for operation in operators { operation.receiver.abort() }
      throw error
    }
  }

  var activity: StepActivity? {
    let step = mark.step
    return names.indices.contains(step) ? StepActivity(step: names[step], batches: mark.begun) : nil
  }

  var keptMemory: Int { sinks.reduce(0) { $0 + $1.sink.keptMemory } }

  func tearDown() {
    for operation in operators { operation.receiver.tearDown() }
    scope.end()
  }

  /// What is left of a restriction: it keeps the timestamp and the windows of its element.
  private func residual(_ rest: RestrictionRest, of restriction: Restriction) -> Residual {
    let resume: Residual.Resume =
      switch rest.continuation {
      case .done: .now
      case .resume(let delay): .after(milliseconds: delay.milliseconds)
      case .resumeOnWake(let token, let atMost): .wake(token: token, atMostMilliseconds: atMost.milliseconds)
      }
    return Residual(
      block: .single(rest.encoded, time: restriction.block.time(0), context: restriction.block.context(0)),
      watermark: rest.watermark, resume: resume, hasBacklog: rest.hasBacklog, continues: true,
      isBounded: rest.isBounded, restriction: restrictions)
  }

  private func counters() -> [StepCounter] {
    operators.filter { !$0.outputs.isEmpty }.map { operation in
      StepCounter(
        step: operation.name, elementsIn: operation.receiver.elementsIn,
        elementsOut: operation.outputs.reduce(0) { $0 + $1.elementsIn })
    }
  }
}

extension ElementBlock {
  /// A block of one element.
  static func single(_ encoded: Bytes, time: Int64, context: WindowContext) -> ElementBlock {
    let builder = ElementBlockBuilder(byteCapacity: encoded.count, elementCapacity: 1)
    encoded.withUnsafeBytes { bytes in
      if let start = bytes.bindMemory(to: UInt8.self).baseAddress { builder.append(start, count: bytes.count) }
    }
    builder.endElement()
    return builder.takeBlock(time: time, context: context)
  }
}

/// A value that a step emitted has no encoding, so it cannot go to the next stage.
struct EncodingFailure: Error, CustomStringConvertible {
  let underlying: CoderError
  var description: String { "a value cannot be encoded for the next stage: \(underlying)" }
}
