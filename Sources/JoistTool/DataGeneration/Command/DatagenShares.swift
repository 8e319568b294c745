import JoistArguments

/// The shares of unusual records, each from 0 to 1.
struct DatagenShares: ParsableArguments {
  @Option(help: "Records that are not valid visits.") var malformedShare = 0.0
  @Option(help: "Visits that are earlier than visits before them.") var lateShare = 0.0
  @Option(help: "The most seconds by which late visits are earlier.") var lateSeconds = 300.0
  @Option(help: "Records that repeat an earlier record.") var duplicateShare = 0.0
  @Option(help: "Visits with an empty lat or lng.") var emptyShare = 0.01

  func validate() throws {
    let shares = [
      ("--malformed-share", malformedShare), ("--late-share", lateShare), ("--duplicate-share", duplicateShare),
      ("--empty-share", emptyShare),
    ]
    for (name, share) in shares where !(0...1).contains(share) {
      throw ValidationError("\(name) must be from 0 to 1, and is \(share)")
    }
    if !(0...1e9).contains(lateSeconds) {
      throw ValidationError("--late-seconds must be from 0 to 1000000000, and is \(lateSeconds)")
    }
  }
}
