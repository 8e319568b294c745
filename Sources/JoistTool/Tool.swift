import JoistArguments
import JoistRunner

/// The command-line tool `joist`.
@main struct Tool: AsyncParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "joist", abstract: "Runs a Kafka broker for development, and generates, writes and shows records.",
      version: "joist \(JoistVersion.text)",
      subcommands: [
        Up.self, Down.self, Status.self, Topics.self, Produce.self, Consume.self, Datagen.self, ServeBroker.self,
      ])
  }
}
