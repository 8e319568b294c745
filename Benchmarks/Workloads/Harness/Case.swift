/// A piece of work, and the contenders that do it.
struct Case {
  /// The name, with which its line begins: `W3 10k`.
  let name: String
  /// The unit of work: events, words or records.
  let unit: String
  /// The number of units in one run.
  let units: Int
  /// The unit of the time for one unit of work.
  var time = TimeUnit.nanoseconds
  /// A remark at the end of the line.
  var note: String?
  /// The right answer, if it is known without a contender.
  var truth: (() -> [Int64])?
  /// Whether the line has the peak memory of one run.
  var hasPeakMemory = false
  /// The contenders, the engine on one core first.
  let contenders: [Contender]
}

/// Makes a case on demand, so that cases that do not run are not prepared.
struct CaseMaker: Sendable {
  let name: String
  let make: @Sendable (Setting) throws -> Case

  /// Whether a word of the command line matches this case: it is the name, or a part of the name before a space.
  func isMeant(by word: String, exactly: Bool) -> Bool {
    let name = name.lowercased()
    let word = word.lowercased()
    return name == word || !exactly && name.hasPrefix(word + " ")
  }
}
