/// One timed run of one contender.
struct Sample {
  /// Elapsed time in seconds.
  var wallSeconds: Double
  /// Processor time of all threads in seconds.
  var processorSeconds: Double
  /// The answer, which is compared with those of the others; empty if unknown.
  var answer: [Int64]
  /// The peak memory of its process in megabytes; nil if unknown, or if the process did other work too.
  var peakMegabytes: Double?
}
