/// Runs a case: all contenders take turns, first to warm up and then for each repetition. All answers are compared.
struct Measurement {
  /// The series of each contender, in the case's order.
  let series: [(role: Contender.Role, series: Series)]
  /// The share of all processors used by other processes meanwhile, from 0 to 1; nil if unknown.
  let others: Double?
  /// The peak memory of one run of the engine on one core, in megabytes; nil if the case does not measure it.
  let peakMegabytes: Double?

  /// Measures a case.
  /// - Throws: an error of a contender, or `WrongAnswer`.
  init(of benchmark: Case, repetitions: Int) throws {
    var samples: [[Sample]] = benchmark.contenders.map { _ in [] }
    var truth = benchmark.truth.map { (name: "a count by hand", answer: $0()) }
    func check(_ sample: Sample, of name: String) throws {
      // A program that prints only its time has no answer.
      guard !sample.answer.isEmpty else { return }
      guard let known = truth else { return truth = (name, sample.answer) }
      guard sample.answer == known.answer else {
        throw WrongAnswer(
          benchmark: benchmark.name, one: name, answer: sample.answer, other: known.name, otherAnswer: known.answer)
      }
    }
    let machine = MachineLoad()
    for repetition in 0...repetitions {
      for (index, contender) in benchmark.contenders.enumerated() {
        let sample = try contender.run()
        try check(sample, of: contender.role.name)
        if repetition > 0 { samples[index].append(sample) }
      }
    }
    others = machine.shareOfOthers
    series = zip(benchmark.contenders, samples).map { contender, samples in
      (contender.role, Series(samples, units: benchmark.units))
    }
    let alone = benchmark.hasPeakMemory ? try SingleRun.apart(benchmark) : nil
    if let alone { try check(alone, of: "engine in a process of its own") }
    peakMegabytes = alone?.peakMegabytes
  }
}

/// Two contenders have different answers.
struct WrongAnswer: Error, CustomStringConvertible {
  let benchmark: String
  let one: String
  let answer: [Int64]
  let other: String
  let otherAnswer: [Int64]

  var description: String {
    "\(benchmark): wrong answer: \(one) found \(answer), \(other) found \(otherAnswer)"
  }
}
