public import Beam
public import JoistArguments

/// A program that is a pipeline: its options, and the graph that they lead to.
///
/// ```swift
/// @main struct Shout: PipelineCommand {
///   @Option(help: "What to shout.") var words = "hello"
///
///   func build(_ pipeline: Pipeline) {
///     pipeline.create([words]).map { $0.uppercased() }
///   }
/// }
/// ```
/// It understands its own options and those of `RunnerOptions`. The process ends with 0 if the job finished, 1 if it failed, 2 if
/// the arguments were refused, 130 or 143 if it was stopped by Ctrl-C or SIGTERM.
public protocol PipelineCommand: ParsableArguments {
  /// The program's name and help.
  static var configuration: CommandConfiguration { get }

  /// Builds the pipeline. It must depend on the options alone: another process that parses the same arguments must build
  /// the same graph.
  /// - Throws: what is wrong with the options; the program ends with it before anything runs.
  func build(_ pipeline: Pipeline) throws
}

extension PipelineCommand {
  /// All by rule: the name is the type's, in kebab case.
  public static var configuration: CommandConfiguration { CommandConfiguration() }

  /// Reads this program's arguments, runs the pipeline, and ends the program where that fails.
  public static func main() { PipelineMain<Self>.main() }
}
