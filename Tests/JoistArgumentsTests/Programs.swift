import JoistArguments

enum Mode: String, ExpressibleByArgument, CaseIterable { case streaming, batch }

/// A program with one of each.
struct WordCount: ParsableArguments {
  @Option(help: "Text to read.") var input = "README.md"
  @Option(name: .shortAndLong, help: "Where to write.") var output: String?
  @Option(help: "How it runs.") var mode = Mode.streaming
  @Option(name: .customLong("num-users"), help: "How many.") var users = 5
  @Option(name: [.short, .customLong("rate")]) var rate: Double?
  @Option(help: "A topic; may be repeated.") var topic: [String] = []
  @Option(parsing: .upToNextOption) var ports: [Int] = []
  @Flag(name: .shortAndLong, help: "Say more.") var verbose = false
  @Flag(name: .customShort("q")) var quiet = false
  @Flag(inversion: .prefixedNo, help: "Ask first.") var confirm = true
  @Flag(name: .customLong("loud")) var loudness: Int
  @Option var jobName = "word-count"
  @Argument(help: "More files.") var files: [String] = []
  var notAnOption = 7
}

enum Cluster {
  struct Root: ParsableCommand {
    static var configuration: CommandConfiguration {
      CommandConfiguration(
        commandName: "cluster", abstract: "A cluster.", version: "1.2.3", subcommands: [Up.self, Down.self])
    }
  }

  struct Shared: ParsableArguments {
    @Option(help: "Where it listens.") var address = "localhost"
    @Option(help: .hidden) var secret: String?
    func validate() throws {
      if address.isEmpty { throw ValidationError("the address is empty") }
    }
  }

  struct Up: ParsableCommand {
    static var configuration: CommandConfiguration { CommandConfiguration(abstract: "Starts it.", aliases: ["start"]) }
    @OptionGroup(title: "Connection options") var shared: Shared
    @Flag(name: .shortAndLong, help: "Kafka too.") var kafka = false
  }

  struct Down: ParsableCommand {
    static var configuration: CommandConfiguration { CommandConfiguration(abstract: "Stops it.") }
    func run() throws { throw ExitCode(3) }
  }
}

/// The message for arguments that are refused; empty where they are not.
func refusal<Program: ParsableArguments>(_ type: Program.Type, _ arguments: String...) -> String {
  do {
    _ = try type.parse(arguments)
    return ""
  } catch {
    return type.fullMessage(for: error)
  }
}
