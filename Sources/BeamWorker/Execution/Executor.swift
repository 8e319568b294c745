import Beam
import JoistPlan
import Rows

/// Runs the bundles of a stage with its linked operators.
final class Executor: StreamingExecutor {
  /// An operator, and its outputs for the counters.
  struct Operator {
    /// The path of the step, or the name of a sink.
    let name: String
    let receiver: AnyReceiver
    /// The receivers of the outputs, which count the elements; empty for a sink.
    let outputs: [AnyReceiver]
  }

  /// A sink, and the step that writes to it.
  struct Output {
    let sink: any Sink
    let step: Step
  }

  private let scope: BundleScope
  private let source: any Source
  /// The source of a stateful stage; nil for others.
  private let keyed: KeyedSource?
  /// The operators, upstream first.
  private let operators: [Operator]
  private let sinks: [Output]
  /// The operator that processes restrictions; nil if the stage has none.
  private let process: (any RestrictionReceiver)?
  private let mark = StepMark()
  private let faults = GroupFault.Recorder()
  /// The names of the operators, which any thread may read.
  private let names: [String]
  /// Receives the outputs of the current bundle; nil between bundles.
  private var outlet: (any BundleOutlet)?
  /// The number of elements or restrictions that the current bundle has processed.
  private var elementsIn = 0
  /// The number of restrictions that the current bundle has processed.
  private var restrictions = 0
  /// Whether the source has ended the bundle by returning `.resume(after: .zero)`.
  private var isFull = false
  /// The residuals of the restrictions.
  private var residuals: [Residual] = []

  init(
    scope: BundleScope, source: any Source, keyed: KeyedSource?, operators: [Operator], sinks: [Output],
    process: (any RestrictionReceiver)?
  ) {
    self.scope = scope
    self.source = source
    self.keyed = keyed
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
    keyed?.start()
    try abortingOnFailure {
      for operation in operators.reversed() {
        // Receivers between operators, such as a fan-out, are not operators, but count elements as well.
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

  func push(_ input: KeyedInput) throws -> Bool {
    if elementsIn > 0, scope.control.shouldEnd(elements: 0, outputBytes: scope.outputBytes) { return false }
    guard let keyed else { throw LinkError(message: "a stage without state was given the work of a key group") }
    try abortingOnFailure { try keyed.run(input, scope: scope) }
    elementsIn += input.records.reduce(0) { $0 + $1.elementCount }
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
      result: BundleResult(residuals: residuals, elementsIn: elementsIn, late: keyed?.late ?? LateElements()),
      settlement: scope.settlement.isOutstanding ? scope.settlement : nil, afterCommit: scope.afterCommit,
      counters: counters())
  }

  /// Runs a part of the bundle. If it fails, the operators destroy the values that they hold.
  private func abortingOnFailure<Answer>(_ body: () throws -> Answer) throws -> Answer {
    do {
      return try GroupFault.recording(in: faults) {
        let answer = try body()
        // Operators check for a group's fault themselves; this catches a fault that none of them has taken.
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

  /// Returns the rest of a restriction as a residual, with the timestamp and windows of its element.
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
  /// Creates a block of one element.
  static func single(_ encoded: Bytes, time: Int64, context: WindowContext) -> ElementBlock {
    let builder = ElementBlockBuilder(byteCapacity: encoded.count, elementCapacity: 1)
    encoded.withUnsafeBytes { bytes in
      if let start = bytes.bindMemory(to: UInt8.self).baseAddress { builder.append(start, count: bytes.count) }
    }
    builder.endElement()
    return builder.takeBlock(time: time, context: context)
  }
}

/// A value cannot be encoded, so it cannot be sent to the next stage.
struct EncodingFailure: Error, CustomStringConvertible {
  let underlying: CoderError
  var description: String { "a value cannot be encoded for the next stage: \(underlying)" }
}
