import Joist

/// The files of `--mode batch`: JSON lines.
struct VisitFiles: ParsableArguments {
  @Option(help: "Batch: visits to read; a pattern names several files.", completion: .file())
  var input = "website-visits-*.jsonl"
  @Option(help: "Batch: where to write the visits.", completion: .file()) var output = "website-out.jsonl"
  @Option(help: "Batch: where to write what is no visit, with the reason.", completion: .file())
  var deadLetters = "website-dead-letter.jsonl"
}
