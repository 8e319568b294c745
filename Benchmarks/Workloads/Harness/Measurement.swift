/// Runs a case: all contenders by turns, once to warm up and then as often as asked, every answer compared.
struct Measurement {
  /// The series of each contender, in the case's order.
  let series: [(role: Contender.Role, series: Series)]
  /// The share of the machine's processors that other processes had meanwhile, from 0 to 1; nil where it is not known.
  let others: Double?

  /// Measures a case.
  /// - Throws: what a contender threw, or `WrongAnswer`.
  init(of benchmark: Case, repetitions: Int) throws {
    var samples: [[Sample]] = benchmark.contenders.map { _ in [] }
    var truth: (role: Contender.Role, answer: [Int64])?
    let machine = MachineLoad()
    for repetition in 0...repetitions {
      for (place, contender) in benchmark.contenders.enumerated() {
        let sample = try contender.run()
        if sample.answer.isEmpty {
          // A program that tells nothing but its time.
        } else if let truth {
          guard sample.answer == truth.answer else {
            throw WrongAnswer(
              benchmark: benchmark.name, one: contender.role.name, answer: sample.answer, other: truth.role.name,
              otherAnswer: truth.answer)
          }
        } else {
          truth = (contender.role, sample.answer)
        }
        if repetition > 0 { samples[place].append(sample) }
      }
    }
    others = machine.shareOfOthers
    series = zip(benchmark.contenders, samples).map { contender, samples in
      (contender.role, Series(samples, units: benchmark.units))
    }
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
