import JoistArguments
import JoistRunner

/// The command-line tool `joist`.
@main struct Tool: AsyncParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "joist", abstract: "Helps you write and try pipelines.", version: "joist \(JoistVersion.text)",
      subcommands: [Up.self, Down.self, Status.self, Datagen.self, ServeBroker.self])
  }
}
