import Beam
import JoistPlan
import Rows

/// A stage's operators, linked: runs one bundle after the other.
final class Executor: BundleExecutor {
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
  private let faults = GroupFault.Book()
  private let names: [String]

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
    for (place, operation) in operators.enumerated() {
      operation.receiver.mark = mark
      operation.receiver.place = place
    }
  }

  func run(_ input: BundleInput, control: BundleControl) throws -> FinishedBundle {
    try GroupFault.noting(in: faults) { try runNoting(input, control) }
  }

  private func runNoting(_ input: BundleInput, _ control: BundleControl) throws -> FinishedBundle {
    scope.start(control: control)
    var elementsIn = 0
    do {
      for operation in operators.reversed() {
        // What stands between operators (a fan-out, or nothing that reads) is no operator, and is counted all the same.
        for output in operation.outputs { output.elementsIn = 0 }
        try operation.receiver.start()
      }
      switch input {
      case .elements(let blocks):
        for block in blocks {
          elementsIn += block.count
          try source.run(block, scope: scope)
        }
      case .restriction(let restriction):
        elementsIn = 1
        process?.reached = restriction.watermark
        try source.run(restriction.block, scope: scope)
      }
      for operation in operators { try operation.receiver.finish() }
      // Whoever reads a group asks whether it could be read; this is for whoever forgets.
      if let fault = GroupFault.take() { throw fault }
    } catch {
      for operation in operators { operation.receiver.abort() }
      throw error
    }
    let outputs = sinks.map { $0.sink.takeOutput() }
    for output in sinks {
      if let failure = output.sink.takeFailure() {
        throw output.step.failure(EncodingFailure(underlying: failure))
      }
    }
    return FinishedBundle(
      result: BundleResult(
        outputs: outputs, residuals: residuals(of: input), elementsIn: elementsIn),
      settlement: scope.settlement.isOutstanding ? scope.settlement : nil, afterCommit: scope.afterCommit,
      counters: counters())
  }

  var sight: StepSight? {
    let step = mark.step
    return names.indices.contains(step) ? StepSight(step: names[step], batches: mark.begun) : nil
  }

  func tearDown() {
    for operation in operators { operation.receiver.tearDown() }
    scope.end()
  }

  /// What is left of a restriction: it keeps the timestamp and the windows of its element.
  private func residuals(of input: BundleInput) -> [Residual] {
    guard let rest = process?.rest, case .restriction(let restriction) = input else { return [] }
    let resume: Residual.Resume =
      switch rest.continuation {
      case .done: .now
      case .resume(let delay): .after(milliseconds: delay.milliseconds)
      case .resumeOnWake(let token, let atMost): .wake(token: token, atMostMilliseconds: atMost.milliseconds)
      }
    return [
      Residual(
        block: .single(rest.encoded, time: restriction.block.time(0), context: restriction.block.context(0)),
        watermark: rest.watermark, resume: resume,
        hasBacklog: rest.hasBacklog, continues: true, isBounded: rest.isBounded)
    ]
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
