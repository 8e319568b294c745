import BeamModel

/// Checks that the engine supports a window function.
enum WindowFnCheck {
  private static let known: Set<String> = [
    BeamProto.GlobalWindowsPayload.properties, BeamProto.FixedWindowsPayload.properties,
    BeamProto.SlidingWindowsPayload.properties, BeamProto.SessionWindowsPayload.properties,
  ]

  static func check(_ windowFn: BeamProto.FunctionSpec?, of step: DraftStep) throws(PlannerError) {
    let urn = windowFn?.urn ?? ""
    guard !known.contains(urn) else { return }
    throw PlannerError(
      step: step.name,
      urn.isEmpty
        ? "its windowing has no window function"
        : "it uses the window function \(urn); this engine supports global, fixed and sliding windows, and sessions")
  }
}
