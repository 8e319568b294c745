import Joist
import JoistFiles

/// Counts the words of text files.
///
///     swift run --package-path Examples -c release WordCount --input 'books/*.txt' --output counts.txt
@main struct WordCount: PipelineCommand {
  @Option(help: "The text file to read, or a pattern for several files.") var input = "README.md"
  @Option(help: "The file for the counts.") var output = "counts"

  func build(_ pipeline: Pipeline) {
    pipeline.readText(from: input)
      .flatMap("Split") { $0.words }
      .countPerElement()
      .map("Format") { "\($0.key): \($0.value)" }
      .writeText(to: output)
  }
}
