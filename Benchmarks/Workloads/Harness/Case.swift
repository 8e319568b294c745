/// A piece of work, and those who do it side by side.
struct Case {
  /// Its name, which begins its line: `W3 10k`.
  let name: String
  /// What is counted: events, words, records.
  let unit: String
  /// How many of them one run has.
  let units: Int
  /// What the time of one is given in.
  var time = TimeUnit.nanoseconds
  /// What else a reader of its line has to know; nil: nothing.
  var note: String?
  /// The right answer, where it is known without a contender.
  var truth: (() -> [Int64])?
  /// Whether the most memory of one run is told, too.
  var hasPeakMemory = false
  /// Who does it; the engine on one core comes first.
  let contenders: [Contender]
}

/// What makes cases: nothing is prepared before it is asked for.
struct CaseMaker: Sendable {
  let name: String
  let make: @Sendable (Setting) throws -> Case

  /// Whether a word of the command line means this case: its name, or a part of it in front of a space.
  func isMeant(by word: String, exactly: Bool) -> Bool {
    let name = name.lowercased()
    let word = word.lowercased()
    return name == word || !exactly && name.hasPrefix(word + " ")
  }
}
