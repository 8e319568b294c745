import Beam
import JoistEngine
import JoistPlan

/// What connectors report about the elements of their steps, applied to the stages that those elements reach.
struct ConnectorClaims: Sendable {
  private struct Claim: Sendable {
    var report: ConnectorReport
    /// The stages that contain the connector's steps.
    var own: Set<Int>
    /// The stages in `own` and all stages that their elements reach.
    var reached: Set<Int>
  }

  private let claims: [Claim]

  /// - Parameter names: the names of each stage's steps, by stage.
  init(_ reports: [ConnectorReport], plan: Plan, names: [[String]]) {
    claims = reports.filter { $0.lateDataRemedy != nil || $0.memoryRemedy != nil }.map { report in
      let own = names.indices.filter { stage in names[stage].contains { $0.hasPrefix(report.step + "/") } }
      return Claim(report: report, own: Set(own), reached: plan.stages(reachedFrom: own))
    }
  }

  /// Why a job fails although all input was processed; nil: it has not failed.
  func failure(of stages: [StageStatus]) -> JobFailure? {
    for claim in claims {
      guard let remedy = claim.report.lateDataRemedy else { continue }
      let count = claim.reached.reduce(0) { $0 + stages[$1].late.dropped }
      if count > 0 { return .lateData(step: claim.report.step, count: count, remedy: remedy) }
    }
    return nil
  }

  /// Adds a remedy to an out-of-memory message for each connector that still reads and keeps windows open.
  func complete(_ reason: String, of stages: [StageStatus]) -> String {
    var text = reason
    for claim in claims {
      guard let remedy = claim.report.memoryRemedy,
        claim.own.contains(where: { stages[$0].outputWatermark < EventTime.max }),
        claim.reached.contains(where: { stages[$0].heldWindows > 0 })
      else { continue }
      text += "; step \"\(claim.report.step)\" keeps its windows open until its end: \(remedy)"
    }
    return text
  }
}

extension Plan {
  /// The given stages and all stages that their elements reach.
  fileprivate func stages(reachedFrom first: [Int]) -> Set<Int> {
    var reached = Set(first)
    // One pass is enough: a plan lists producers before their consumers.
    for stage in stages.indices where reached.contains(stage) {
      for edge in stages[stage].outputs { reached.insert(edges[edge.index].consumer.index) }
    }
    return reached
  }
}
