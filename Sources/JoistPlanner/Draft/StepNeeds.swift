import BeamModel

/// What a step needs besides its main input.
struct StepNeeds: Sendable {
  /// The local names of its side inputs.
  var sideInputs: Set<String> = []
  /// Whether it has state or timers for each key.
  var isStateful = false
}

extension DraftStep {
  /// What the step needs; nothing for the parts of a splittable step, which the planner accepts only without side
  /// inputs.
  func needs() throws(PlannerError) -> StepNeeds {
    guard kind == .parDo else { return StepNeeds() }
    let payload = try payload(BeamProto.ParDoPayload.self)
    return StepNeeds(
      sideInputs: Set(payload.sideInputs.keys),
      isStateful: !payload.stateSpecs.isEmpty || !payload.timerFamilySpecs.isEmpty
        || payload.requiresTimeSortedInput)
  }

  /// The collections whose elements it processes, in the order of their local names; one may occur twice.
  func mainInputs(_ needs: StepNeeds) -> [String] {
    transform.inputs.filter { !needs.sideInputs.contains($0.key) }.sorted { $0.key < $1.key }.map(\.value)
  }

  /// Its side inputs, in the order of their names.
  func views(_ needs: StepNeeds) -> [(name: String, collection: String)] {
    needs.sideInputs.sorted().compactMap { name in transform.inputs[name].map { (name, $0) } }
  }

  /// The only collection whose elements it processes.
  /// - Throws: `PlannerError` if there is not exactly one.
  func onlyMainInput(_ needs: StepNeeds) throws(PlannerError) -> String {
    let inputs = mainInputs(needs)
    guard inputs.count == 1 else {
      throw PlannerError(step: name, "\(urn) must have one main input; this step has \(inputs.count)")
    }
    return inputs[0]
  }

  /// The environment in which it must run; empty if it runs in any.
  var environment: String { kind?.runsOnWorker ?? false ? transform.environmentID : "" }
}
