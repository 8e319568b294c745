import JoistArguments

/// Where visits are written.
struct DatagenDestination: ParsableArguments {
  @Option(help: "Batch: what the names of the files begin with.", completion: .file()) var output = "website-visits"
  @Option(help: "Batch: how many files.") var files = 1

  func validate() throws {
    if !(1...99_999).contains(files) { throw ValidationError("--files must be from 1 to 99999, and is \(files)") }
    if output.isEmpty { throw ValidationError("--output is empty") }
  }

  /// - Throws: where the place cannot be written to.
  func open(for source: Datagen.Source) throws -> any VisitOutput {
    switch source {
    case .streaming: StandardOutput()
    case .batch: try LineFiles(prefix: output, count: files)
    }
  }
}
