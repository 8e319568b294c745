import Beam
import JoistArguments
import JoistRunner

/// The command that parses the arguments: a pipeline command's options together with those of the runner.
struct PipelineMain<Program: PipelineCommand>: ParsableCommand {
  @OptionGroup var program: Program
  @OptionGroup(title: "Runner options") var runner: RunnerOptions

  static var configuration: CommandConfiguration {
    var configuration = Program.configuration
    let name = ProgramName.of(Program.self, configuration)
    configuration.commandName = name
    if configuration.version.isEmpty, !Program.declares("version") {
      configuration.version = "\(name), with Joist \(JoistVersion.text)"
    }
    return configuration
  }

  func run() throws {
    let name = runner.jobName ?? ProgramName.of(Program.self, Program.configuration)
    let log = RunLog(runner.logFormat, level: runner.logLevel, jobName: name)
    do {
      try run(name, log)
    } catch  where log.isForPrograms && !(error is ExitCode || error is CleanExit || error is ValidationError) {
      // An error that keeps the job from starting is in the same form as what follows the start.
      log.say("\(error)", level: .error)
      throw ExitCode.failure
    }
  }

  private func run(_ name: String, _ log: RunLog) throws {
    let pipeline = Pipeline()
    try program.build(pipeline)
    let prepared = try PreparedPipeline(pipeline, explains: runner.explain?.prepared ?? .none)
    if runner.explain != nil { throw CleanExit.message(prepared.explanation) }
    try CommandRun(prepared, options: runner, jobName: name, log: log).run()
  }
}
