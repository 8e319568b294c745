/// One timed run of one contender.
struct Sample {
  /// Seconds from its start to its end.
  var wallSeconds: Double
  /// Seconds of processor time, of all its threads.
  var processorSeconds: Double
  /// What it found: compared with what the others found. Empty: it does not tell.
  var answer: [Int64]
  /// The most memory of the process that did it, in megabytes; nil: it did not tell, or did other things, too.
  var peakMegabytes: Double?
}
