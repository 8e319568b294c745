import Beam
import BeamWorker
import JoistPlan
import JoistRunner

/// Plans, blocks and results for tests.
enum Toys {
  /// A user's error.
  struct Broken: Error, Equatable, CustomStringConvertible {
    var description = "broken"
  }

  /// An impulse, and behind it stages in a row, joined by edges of elements.
  static func chain(_ stages: (name: String, kind: Stage.Kind)...) -> Plan {
    let all = [(name: "Impulse", kind: Stage.Kind.impulse)] + stages
    return Plan(
      stages: all.enumerated().map { index, stage in
        Stage(
          kind: stage.kind, name: stage.name, inputs: index == 0 ? [] : [EdgeID(index - 1)],
          outputs: index == all.count - 1 ? [] : [EdgeID(index)])
      },
      edges: (0..<all.count - 1).map {
        Edge(producer: StageID($0), consumer: StageID($0 + 1), kind: .elements)
      })
  }

  /// A block of elements of one byte each, in the global window.
  static func block(_ values: [UInt8], time: Int64 = 0) -> ElementBlock {
    let builder = ElementBlockBuilder()
    for value in values {
      withUnsafePointer(to: value) { builder.append($0, count: 1) }
      builder.endElement()
    }
    return builder.takeBlock(time: time, context: .global)
  }

  /// The bytes of an input's elements.
  static func values(_ input: BundleInput) -> [UInt8] {
    switch input {
    case .elements(let blocks): blocks.flatMap { block in (0..<block.count).flatMap { block[$0].map { $0 } } }
    case .restrictions(let restrictions): restrictions.flatMap { $0.block[0].map { $0 } }
    case .keyed: []
    }
  }

  /// A bundle that wrote one block per group of values to its only output.
  static func output(_ groups: [UInt8]..., counters: [StepCounter] = []) -> FinishedBundle {
    FinishedBundle(
      result: BundleResult(outputs: [.elements(groups.map { block($0) })], elementsIn: 1), counters: counters)
  }

  /// A bundle that wrote nothing and has no output.
  static func nothing(
    settlement: Settlement? = nil, afterCommit: [@Sendable () -> Void] = [], counters: [StepCounter] = []
  ) -> FinishedBundle {
    FinishedBundle(
      result: BundleResult(elementsIn: 1), settlement: settlement, afterCommit: afterCommit, counters: counters)
  }

  /// A bundle of a splittable step that leaves its restriction to be run later.
  static func rest(
    _ value: UInt8, resume: Residual.Resume, isBounded: Bool = true, afterCommit: [@Sendable () -> Void] = []
  ) -> FinishedBundle {
    FinishedBundle(
      result: BundleResult(
        residuals: [
          Residual(
            block: block([value]), watermark: EventTime.min, resume: resume, hasBacklog: false, continues: true,
            isBounded: isBounded)
        ], elementsIn: 1),
      afterCommit: afterCommit)
  }

  /// Options for a job of a test: one thread, a fixed seed, a log that is kept.
  static func options(_ log: LogKeeper = LogKeeper(), parallelism: Int = 1) -> JobOptions {
    JobOptions(name: "toy", parallelism: parallelism, memory: 1 << 30, seed: 7, logger: log.logger)
  }
}
