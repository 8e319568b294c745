import BeamModel

/// Finds the coders that a step names in its payload.
enum PayloadCoders {
  /// A coder's id, and its use for error messages.
  typealias Use = (id: String, use: String)

  /// The coders that `step` names, in a stable order.
  static func of(_ step: DraftStep) throws(PlannerError) -> [Use] {
    switch step.kind {
    case .parDo, .pairWithRestriction, .splitAndSize, .processRestrictions:
      try of(step.payload(BeamProto.ParDoPayload.self))
    case .combinePerKey, .precombine, .mergeAccumulators, .extractOutputs:
      [(try step.payload(BeamProto.CombinePayload.self).accumulatorCoderID, "the accumulator's coder")]
    default: []
    }
  }

  private static func of(_ payload: BeamProto.ParDoPayload) -> [Use] {
    var uses: [Use] = []
    if !payload.restrictionCoderID.isEmpty { uses.append((payload.restrictionCoderID, "the restriction's coder")) }
    for (name, spec) in payload.stateSpecs.sorted(by: { $0.key < $1.key }) {
      uses += coders(of: spec).map { ($0, "a coder of state \(name)") }
    }
    for (name, spec) in payload.timerFamilySpecs.sorted(by: { $0.key < $1.key }) {
      uses.append((spec.timerFamilyCoderID, "the coder of timer \(name)"))
    }
    return uses
  }

  private static func coders(of spec: BeamProto.StateSpec) -> [String] {
    switch spec.spec {
    case .readModifyWriteSpec(let spec): [spec.coderID]
    case .bagSpec(let spec): [spec.elementCoderID]
    case .combiningSpec(let spec): [spec.accumulatorCoderID]
    case .mapSpec(let spec): [spec.keyCoderID, spec.valueCoderID]
    case .setSpec(let spec): [spec.elementCoderID]
    case .orderedListSpec(let spec): [spec.elementCoderID]
    case .multimapSpec(let spec): [spec.keyCoderID, spec.valueCoderID]
    case nil: []
    }
  }
}
