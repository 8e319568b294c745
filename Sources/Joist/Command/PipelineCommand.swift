public import Beam
public import JoistArguments

/// A program that runs a pipeline: its command-line options and the graph that it builds from them.
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
/// It accepts its own options and those of `RunnerOptions`. The exit code is 0 if the job finished, 1 if it failed, 2 if the
/// arguments are invalid, and 130 or 143 if it was stopped by Ctrl-C or SIGTERM.
public protocol PipelineCommand: ParsableArguments {
  /// The program's name and help.
  static var configuration: CommandConfiguration { get }

  /// Builds the pipeline. The graph must depend on the options only: another process that parses the same arguments must build
  /// the same graph.
  /// - Throws: an error in the options; the program prints it and exits before anything runs.
  func build(_ pipeline: Pipeline) throws
}

extension PipelineCommand {
  /// The default configuration, in which the program's name is the type's name in kebab case.
  public static var configuration: CommandConfiguration { CommandConfiguration() }

  /// Parses the program's arguments and runs the pipeline. Exits with an error code if that fails.
  public static func main() { PipelineMain<Self>.main() }
}
