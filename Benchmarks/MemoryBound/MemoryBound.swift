import Foundation
import Joist

/// A job that makes a thousand elements of each of its elements stays within its memory.
///
///     swift run -c release MemoryBound
///
/// 200,000 elements are fanned out 1,000-fold between two shuffles, and the results summed. Exit code 1 if the sum is wrong or
/// the process ever had more memory than `--most`.
@main struct MemoryBound: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "MemoryBound", abstract: "Checks the most memory that a job with a large fan-out takes.")

  @Option(help: "The job's memory budget, in megabytes.") var memory = 64
  @Option(help: "The most memory that the process may have, in megabytes.") var most = 130
  @Option(help: "Elements that are fanned out.") var elements = 200_000
  @Option(help: "Elements that are made of each.") var fanOut = 1_000
  @Option(help: "Threads that run bundles; by default one for each processor.") var parallelism: Int?

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

  /// The most memory that the process has had, in bytes. Not getrusage's, which counts the process that started this one.
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
