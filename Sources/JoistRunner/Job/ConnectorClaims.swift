import Beam
import JoistEngine
import JoistPlan

/// What connectors say about the elements of their steps, applied to the stages that these elements reach.
struct ConnectorClaims: Sendable {
  private struct Claim: Sendable {
    var report: ConnectorReport
    /// The stages with the connector's own steps.
    var own: Set<Int>
    /// Those, and all stages that their elements reach.
    var reached: Set<Int>
  }

  private let claims: [Claim]

  /// - Parameter names: by stage the names of its steps.
  init(_ reports: [ConnectorReport], plan: Plan, names: [[String]]) {
    claims = reports.filter { $0.lateDataRemedy != nil || $0.memoryRemedy != nil }.map { report in
      let own = names.indices.filter { stage in names[stage].contains { $0.hasPrefix(report.step + "/") } }
      return Claim(report: report, own: Set(own), reached: plan.stages(reachedFrom: own))
    }
  }

  /// Why a job whose input has gone through has failed all the same, nil where it has not.
  func failure(of stages: [StageStatus]) -> JobFailure? {
    for claim in claims {
      guard let remedy = claim.report.lateDataRemedy else { continue }
      let count = claim.reached.reduce(0) { $0 + stages[$1].late.dropped }
      if count > 0 { return .lateData(step: claim.report.step, count: count, remedy: remedy) }
    }
    return nil
  }

  /// Adds to the reason of a job that is out of memory what helps where a connector that still reads keeps windows open.
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
  /// Stages and all that their elements reach.
  fileprivate func stages(reachedFrom first: [Int]) -> Set<Int> {
    var reached = Set(first)
    // Producers stand before their consumers.
    for stage in stages.indices where reached.contains(stage) {
      for edge in stages[stage].outputs { reached.insert(edges[edge.index].consumer.index) }
    }
    return reached
  }
}
