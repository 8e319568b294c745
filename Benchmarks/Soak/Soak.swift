import Joist

/// Runs a streaming job at full load for minutes, and checks that its memory does not grow.
///
///     swift run -c release soak [--seconds 120]
///
/// It generates endless events, assigns windows, counts by key, and compares the memory of the process after a quarter
/// of the time with that at the end. The exit code is 1 if it grew by more than a tenth plus 32 MB.
@main struct Soak: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "soak", abstract: "Runs a streaming job at full load and checks that its memory stays flat.")

  @Option(help: "The time to run, in seconds.") var seconds = 120
  @Option(help: "The number of keys.") var keys = 100_000
  @Option(help: "The number of threads that run bundles; by default one for each processor.") var parallelism: Int?

  func validate() throws {
    if seconds < 4 { throw ValidationError("--seconds must be at least 4") }
    if keys < 1 { throw ValidationError("--keys must be at least 1") }
  }

  func run() throws {
    let pipeline = Pipeline()
    let keys = Int64(keys)
    _ = pipeline.create([0, 1, 2, 3]).parDo("Generate", Generate(lanes: 4))
      .windowed(by: .fixed(.seconds(10)))
      .map { KV($0 % keys, 1) }
      .combinePerKey(.sum())
      .filter("Sum") { $0.value < 0 }
    var options = JobOptions(name: "soak")
    if let parallelism { options.parallelism = parallelism }
    let job = try LocalJob(pipeline, options: options)
    try job.start()
    var warm = 0
    for second in 1...seconds {
      Pause.oneSecond()
      if second == seconds / 4 { warm = ProcessMemory.resident }
      if second % 10 == 0 || second == seconds {
        let events = job.status.steps.first { $0.path.hasSuffix("Generate") }?.elementsOut ?? 0
        print("\(second) s: \(events) events, \(ProcessMemory.resident >> 20) MB")
      }
    }
    let end = ProcessMemory.resident
    job.stop()
    _ = try job.wait()
    let growth = end - warm
    print("memory after \(seconds / 4) s: \(warm >> 20) MB, after \(seconds) s: \(end >> 20) MB")
    if growth > warm / 10, growth > 32 << 20 {
      print("the memory grew by \(growth >> 20) MB")
      throw ExitCode.failure
    }
  }
}
