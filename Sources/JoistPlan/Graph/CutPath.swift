/// The name of a stage, or of a cut between stages, that outlives planning: the path of a step, and which end of it.
///
/// `StageID` and `EdgeID` are indices in one plan and move when the pipeline gets another step. What is kept from one run to
/// the next goes by this name, which changes only when that step is renamed.
public struct CutPath: Hashable, Sendable, CustomStringConvertible {
  /// An end of a step.
  public enum End: Hashable, Sendable {
    /// Its main input.
    case input
    /// The side input with this name.
    case sideInput(String)
    /// The output with this name. With an environment: as it is read there, where the step that makes it runs elsewhere.
    case output(String, environment: String? = nil)
  }

  /// The path of the step.
  public var step: String
  /// Which end of it.
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
