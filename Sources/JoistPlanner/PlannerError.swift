/// Why the engine cannot run a pipeline.
public struct PlannerError: Error, Hashable, CustomStringConvertible {
  /// The name of the step at fault; nil if the fault is not that of one step.
  public let step: String?
  /// What is wrong and how to fix it.
  public let message: String

  init(step: String? = nil, _ message: String) {
    self.step = step
    self.message = message
  }

  /// The message, after `step "Count": ` if there is a step.
  public var description: String { step.map { "step \"\($0)\": \(message)" } ?? message }
}
