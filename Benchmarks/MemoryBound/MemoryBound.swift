import Foundation
import Joist

/// Checks that a job that makes a thousand elements from each element stays within its memory budget.
///
///     swift run -c release MemoryBound
///
/// It fans 200,000 elements out 1,000-fold between two shuffles and sums the results. The exit code is 1 if the sum is
/// wrong or the process ever uses more memory than `--most`.
@main struct MemoryBound: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "MemoryBound", abstract: "Checks the peak memory of a job with a large fan-out.")

  @Option(help: "The job's memory budget, in megabytes.") var memory = 64
  @Option(help: "The most memory that the process may use, in megabytes.") var most = 130
  @Option(help: "The number of elements to fan out.") var elements = 200_000
  @Option(help: "The number of elements made from each.") var fanOut = 1_000
  @Option(help: "The number of threads that run bundles; by default one for each processor.") var parallelism: Int?

  func run() throws {
    let (elements, fanOut) = (Int64(elements), Int64(fanOut))
    let expected = elements * (fanOut * (fanOut - 1) / 2)
    let pipeline = Pipeline()
    _ = pipeline.create(Array(0..<elements)).reshuffle()
      .flatMap { _ in 0..<fanOut }.reshuffle()
      .sum()
      .map("Check") { sum -> Bool in
        if sum != expected { throw WrongSum(sum: sum, expected: expected) }
        return true
      }
    var options = JobOptions(name: "memory", memory: memory << 20)
    if let parallelism { options.parallelism = parallelism }
    _ = try LocalJob(pipeline, options: options).run()
    let peak = try Self.peak() >> 20
    print("\(elements) elements fanned out \(fanOut)-fold with --memory \(memory) MB: at most \(peak) MB")
    if peak > most { throw ExitCode.failure }
  }

  /// The peak memory of the process in bytes. Not from getrusage, which includes the process that started this one.
  private static func peak() throws -> Int {
    let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    guard let kilobytes = line?.split(separator: " ").dropFirst().first.flatMap({ Int($0) }) else {
      throw ValidationError("/proc/self/status has no VmHWM")
    }
    return kilobytes << 10
  }
}

struct WrongSum: Error {
  let sum: Int64
  let expected: Int64
}
