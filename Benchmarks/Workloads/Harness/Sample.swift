/// One timed run of one contender.
struct Sample {
  /// Seconds from its start to its end.
  var wallSeconds: Double
  /// Seconds of processor time, of all its threads.
  var processorSeconds: Double
  /// What it found: compared with what the others found. Empty: it does not tell.
  var answer: [Int64]
}
