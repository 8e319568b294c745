import JoistArguments

/// How many visits are not as they should be.
struct DatagenShares: ParsableArguments {
  @Option(help: "Records that are no visit.") var malformedShare = 0.0
  @Option(help: "Visits with an earlier time than those before them.") var lateShare = 0.0
  @Option(help: "How many seconds earlier at most.") var lateSeconds = 300.0
  @Option(help: "Records that repeat one before them.") var duplicateShare = 0.0
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
