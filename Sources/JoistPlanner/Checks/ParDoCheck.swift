import BeamModel

/// Checks that the engine supports what a ParDo needs.
struct ParDoCheck {
  private let step: DraftStep
  private let draft: Draft
  private let features: EngineFeatures
  private let payload: BeamProto.ParDoPayload

  init(_ step: DraftStep, _ draft: Draft, _ features: EngineFeatures) throws(PlannerError) {
    self.step = step
    self.draft = draft
    self.features = features
    payload = try step.payload(BeamProto.ParDoPayload.self)
  }

  func check() throws(PlannerError) {
    if !features.contains(.sideInputs) { try refuse(payload.sideInputs.keys, "side inputs") }
    if !features.contains(.state) {
      try refuse(payload.stateSpecs.keys, "state")
      try refuse(payload.timerFamilySpecs.keys, "timers")
    }
    if payload.requiresTimeSortedInput, !features.contains(.state) { throw missing("input sorted by time") }
    if payload.requiresStableInput { throw missing("stable input") }
    if !features.contains(.state), !payload.onWindowExpirationTimerFamilySpec.isEmpty {
      throw missing("a call when a window expires")
    }
    if payload.doFn == nil { throw PlannerError(step: step.name, "it has no function") }
    let needs = try step.needs()
    let input = try step.onlyMainInput(needs)
    try checkSideInputs(needs)
    if needs.isStateful, try draft.pairCoders(ofCollection: input) == nil {
      throw PlannerError(
        step: step.name, "it keeps state for each key, but its elements are not pairs of key and value")
    }
    if needs.isStateful, try draft.windowing(ofCollection: input).mergeStatus == .needsMerge {
      throw PlannerError(
        step: step.name, "it keeps state for each window, but the windows of its elements have not been merged yet")
    }
  }

  private func checkSideInputs(_ needs: StepNeeds) throws(PlannerError) {
    for name in needs.sideInputs.sorted() where step.transform.inputs[name] == nil {
      throw PlannerError(step: step.name, "its payload names the side input \(name), which is not among its inputs")
    }
    if !payload.restrictionCoderID.isEmpty { try refuse(needs.sideInputs, "a splittable function with side inputs") }
  }

  private func refuse(_ names: some Collection<String>, _ what: String) throws(PlannerError) {
    guard !names.isEmpty else { return }
    throw missing("\(what) (\(names.sorted().joined(separator: ", ")))")
  }

  private func missing(_ what: String) -> PlannerError {
    PlannerError(step: step.name, "it needs \(what), which this engine does not support yet")
  }
}
