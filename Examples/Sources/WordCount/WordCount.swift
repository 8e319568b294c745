import Joist
import JoistFiles

/// Counts the words of text files: the first program in every book on pipelines.
///
///     swift run --package-path Examples -c release WordCount --input 'books/*.txt' --output counts.txt
@main struct WordCount: PipelineCommand {
  @Option(help: "Text to read: a file, or a pattern of files.") var input = "README.md"
  @Option(help: "Where to write the counts.") var output = "counts"

  func build(_ pipeline: Pipeline) {
    pipeline.readText(from: input)
      .flatMap("Split") { $0.words }
      .countPerElement()
      .map("Format") { "\($0.key): \($0.value)" }
      .writeText(to: output)
  }
}
