public import JoistArguments
import JoistRunner

/// The values of `--explain`.
public enum Explanation: String, ExpressibleByArgument, CaseIterable, Sendable {
  /// The steps that the author wrote, with windows, state and source lines.
  case short
  /// The phases of planning, and the plan that the engine runs.
  case verbose

  /// `--explain` alone asks for the short form.
  public static var argumentWithoutValue: String? { short.rawValue }

  var prepared: PreparedPipeline.Explanation {
    switch self {
    case .short: .outline
    case .verbose: .plan
    }
  }
}
