import JoistArguments
import JoistRunner

/// The tool `joist`.
@main struct Tool: AsyncParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "joist", abstract: "Helps to write and try pipelines.", version: "joist \(JoistVersion.text)",
      subcommands: [Up.self, Down.self, Status.self, Datagen.self, ServeBroker.self])
  }
}
