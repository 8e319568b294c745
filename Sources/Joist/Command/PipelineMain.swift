import Beam
import JoistArguments
import JoistRunner

/// The command that parses the arguments: a pipeline command's options together with those of the runner.
struct PipelineMain<Program: PipelineCommand>: ParsableCommand {
  @OptionGroup var program: Program
  @OptionGroup(title: "Runner options") var runner: RunnerOptions

  static var configuration: CommandConfiguration {
    var configuration = Program.configuration
    let name = Program.commandName(by: configuration)
    configuration.commandName = name
    if configuration.version.isEmpty, !Program.declares("version") {
      configuration.version = "\(name), with Joist \(JoistVersion.text)"
    }
    return configuration
  }

  func run() throws {
    let pipeline = Pipeline()
    try program.build(pipeline)
    let prepared = try PreparedPipeline(pipeline, explains: runner.explain)
    if runner.explain { throw CleanExit.message(prepared.explanation) }
    let name = runner.jobName ?? Program.commandName(by: Program.configuration)
    try CommandRun(prepared, options: runner, jobName: name).run()
  }
}

extension PipelineCommand {
  fileprivate static func commandName(by configuration: CommandConfiguration) -> String {
    configuration.commandName ?? String(describing: Self.self).kebabCased
  }
}
