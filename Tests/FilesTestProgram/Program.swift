import Joist
import JoistFiles

/// Writes numbers as text: for tests of what standard output gets.
@main struct Program: PipelineCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(commandName: "files-program", abstract: "Writes numbers as text.")
  }

  @Option(help: "How many numbers it writes.") var numbers = 100
  @Option(help: "Where it writes them.") var output: [String] = []

  func build(_ pipeline: Pipeline) {
    for (index, path) in output.enumerated() {
      pipeline.create("Numbers\(index)", 0..<numbers).map("Text\(index)") { "number \($0)" }
        .writeText("Write\(index)", to: path)
    }
  }
}
