import Beam
import JoistArguments
import JoistRunner
import Synchronization

/// One run of a pipeline command on the embedded engine, with its console output and the handling of Ctrl-C.
struct CommandRun {
  private let job: LocalJob
  private let log: RunLog
  private let isQuiet: Bool

  init(_ prepared: PreparedPipeline, options: RunnerOptions, jobName: String, log: RunLog) {
    var jobOptions = options.jobOptions(name: jobName)
    self.log = log
    isQuiet = options.quiet
    jobOptions.logger = log.logger
    job = LocalJob(prepared, options: jobOptions)
  }

  /// Runs the job to its end.
  /// - Throws: the error that kept the job from starting, or the exit code of a job that failed or was stopped.
  func run() throws {
    let code = Atomic<Int32>(0)
    let watch = try InterruptWatch(endsProcess: true) { [job, log] interrupt in
      code.store(interrupt.exitCode, ordering: .relaxed)
      if interrupt.number > 1 { return job.stopNow() }
      log.say("stopping: finishing the work that is running; press Ctrl-C again to stop at once")
      job.stop()
    }
    #if DEBUG
      if !isQuiet { log.say("this is a debug build, about ten times slower than: swift run -c release") }
    #endif
    try job.start()
    let reporter = try StatusReporter(on: log.console, style: log.style(isQuiet: isQuiet)) { [job] in job.status }
    let outcome = Result { try job.waitForEnd() }
    reporter.end()
    if case .failure(let error) = outcome { log.say("\(error)", level: .error) }
    // The outcome is known; now wait for the threads that are still running.
    _ = try? job.wait()
    watch.end()
    log.say(StatusText.summary(job.status))
    switch outcome {
    case .success(.finished): return
    case .success(.stopped): throw ExitCode(code.load(ordering: .relaxed))
    case .failure: throw ExitCode.failure
    }
  }
}
