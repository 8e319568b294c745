/// Runs a case: all contenders by turns, once to warm up and then as often as asked, every answer compared.
struct Measurement {
  /// The series of each contender, in the case's order.
  let series: [(role: Contender.Role, series: Series)]
  /// The share of the machine's processors that other processes had meanwhile, from 0 to 1; nil where it is not known.
  let others: Double?
  /// The most memory of one run of the engine on one core, in megabytes; nil: the case does not want to know.
  let peakMegabytes: Double?

  /// Measures a case.
  /// - Throws: what a contender threw, or `WrongAnswer`.
  init(of benchmark: Case, repetitions: Int) throws {
    var samples: [[Sample]] = benchmark.contenders.map { _ in [] }
    var truth = benchmark.truth.map { (name: "a count by hand", answer: $0()) }
    func check(_ sample: Sample, of name: String) throws {
      // A program that tells nothing but its time has no answer.
      guard !sample.answer.isEmpty else { return }
      guard let known = truth else { return truth = (name, sample.answer) }
      guard sample.answer == known.answer else {
        throw WrongAnswer(
          benchmark: benchmark.name, one: name, answer: sample.answer, other: known.name, otherAnswer: known.answer)
      }
    }
    let machine = MachineLoad()
    for repetition in 0...repetitions {
      for (place, contender) in benchmark.contenders.enumerated() {
        let sample = try contender.run()
        try check(sample, of: contender.role.name)
        if repetition > 0 { samples[place].append(sample) }
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

/// Two contenders disagree.
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
