import BeamModel
import JoistPlan

extension Stateful {
  /// What a step keeps for each key, from its payload and the windowing of its input.
  init(_ step: DraftStep, _ draft: Draft) throws(PlannerError) {
    let payload = try step.payload(BeamProto.ParDoPayload.self)
    let windowing = try draft.windowing(ofCollection: try step.onlyMainInput(try step.needs()))
    self.init(states: payload.stateSpecs.keys.sorted(), allowedLateness: windowing.allowedLateness)
    for (name, spec) in payload.timerFamilySpecs.sorted(by: { $0.key < $1.key }) {
      switch spec.timeDomain {
      case .eventTime: timers.append(TimerFamily(name: name, domain: .eventTime))
      case .processingTime: timers.append(TimerFamily(name: name, domain: .processingTime))
      default:
        throw PlannerError(
          step: step.name, "its timer \(name) has the time domain \(spec.timeDomain), which no timer has")
      }
    }
    if payload.requiresTimeSortedInput { sortInput() }
    let name = payload.onWindowExpirationTimerFamilySpec
    if name.isEmpty { return }
    guard let index = timers.firstIndex(where: { $0.name == name }) else {
      throw PlannerError(
        step: step.name, "it is called when windows expire by the timer \(name), which it does not declare")
    }
    expiration = index
  }
}
