import Joist

/// The files of `--mode batch`, with JSON lines.
struct VisitFiles: ParsableArguments {
  @Option(help: "Batch: the file with visits, or a pattern for several files.", completion: .file())
  var input = "website-visits-*.jsonl"
  @Option(help: "Batch: the file for the visits.", completion: .file()) var output = "website-out.jsonl"
  @Option(help: "Batch: the file for lines that fail to parse, with the reason.", completion: .file())
  var deadLetters = "website-dead-letter.jsonl"
}
