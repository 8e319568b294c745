/// A pipeline that the engine cannot run, and why.
public struct PlannerError: Error, Hashable, CustomStringConvertible {
  /// The name of the step that is to blame; nil where none is.
  public let step: String?
  /// What is wrong and what can be done.
  public let message: String

  init(step: String? = nil, _ message: String) {
    self.step = step
    self.message = message
  }

  /// `step "Count": …`.
  public var description: String { step.map { "step \"\($0)\": \(message)" } ?? message }
}
