import BeamModel

/// What a ParDo may ask for.
struct ParDoCheck {
  private let step: DraftStep
  private let payload: BeamProto.ParDoPayload

  init(_ step: DraftStep) throws(PlannerError) {
    self.step = step
    payload = try step.payload(BeamProto.ParDoPayload.self)
  }

  func check() throws(PlannerError) {
    try refuse(payload.sideInputs.keys, "side inputs")
    try refuse(payload.stateSpecs.keys, "state")
    try refuse(payload.timerFamilySpecs.keys, "timers")
    if payload.requiresTimeSortedInput { throw missing("input sorted by time") }
    if payload.requiresStableInput { throw missing("stable input") }
    if !payload.onWindowExpirationTimerFamilySpec.isEmpty { throw missing("a call when a window expires") }
    if payload.doFn == nil { throw PlannerError(step: step.name, "it has no function") }
    _ = try step.onlyInput()
  }

  private func refuse(_ names: some Collection<String>, _ what: String) throws(PlannerError) {
    guard !names.isEmpty else { return }
    throw missing("\(what) (\(names.sorted().joined(separator: ", ")))")
  }

  private func missing(_ what: String) -> PlannerError {
    PlannerError(step: step.name, "it needs \(what), which this engine does not support yet")
  }
}
