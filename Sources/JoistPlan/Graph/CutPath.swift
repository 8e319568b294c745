/// A stable name for a stage, or for a cut between stages: the path of a step, and one of the ends of that step.
///
/// `StageID` and `EdgeID` are indices in one plan and change when the pipeline gets another step. Whatever is kept
/// between runs uses this name, which changes only when that step is renamed.
public struct CutPath: Hashable, Sendable, CustomStringConvertible {
  /// An end of a step.
  public enum End: Hashable, Sendable {
    /// Its main input.
    case input
    /// The side input with this name.
    case sideInput(String)
    /// The output with this name. With an environment: the output as that environment reads it, if the step that writes
    /// it runs in another one.
    case output(String, environment: String? = nil)
  }

  /// The path of the step.
  public var step: String
  /// The end of the step.
  public var end: End

  /// Makes the name of an end of a step.
  public init(step: String, end: End = .input) {
    self.step = step
    self.end = end
  }

  /// `Join`, `Join[labels]`, `Join.main`, `Join.main (java)`.
  public var description: String {
    switch end {
    case .input: step
    case .sideInput(let name): "\(step)[\(name)]"
    case .output(let name, nil): "\(step).\(name)"
    case .output(let name, let environment?): "\(step).\(name) (\(environment))"
    }
  }
}
