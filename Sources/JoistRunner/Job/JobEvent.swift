import Beam

/// An event in a job's life that is logged.
enum JobEvent: Sendable {
  /// The job started with a number of worker threads and a memory budget in bytes.
  case started(threads: Int, memory: Int)
  /// A bundle failed and will be tried again.
  case retrying(RetryStatus)
  /// Work that had failed `failures` times in a row succeeded.
  case recovered(stage: String, failures: Int)
  /// A step has spent this many nanoseconds on one element, or on the elements of one batch.
  case slowElement(step: String, nanoseconds: Int64)
  /// A stage was over a limit, but nothing else could run, so it ran anyway, `times` times since the last event.
  case gateOpened(stage: String, gate: String?, times: Int)
  /// The job was stopped and reads no new input.
  case stopping
  /// The job was stopped, and ended without waiting any longer for the deliveries of this many bundles.
  case abandoned(bundles: Int)
  /// The job failed. `wait` throws the same error, so it is logged for debugging only.
  case failed(any Error)

  /// Logs the event.
  func log(to logger: Logger) {
    switch self {
    case .started(let threads, let memory):
      logger.debug(
        "job started", metadata: ["threads": "\(threads)", "memory": .string(Readable.bytes(memory))])
    case .retrying(let retry):
      logger.warning(
        "a bundle failed and will be tried again",
        metadata: ["stage": .string(retry.stage), "failures": "\(retry.failures)", "error": .string(retry.message)])
    case .recovered(let stage, let failures):
      logger.notice(
        "a bundle succeeded after it had failed", metadata: ["stage": .string(stage), "failures": "\(failures)"])
    case .slowElement(let step, let nanoseconds):
      logger.warning(
        "an element is taking a long time",
        metadata: [
          "step": .string(step), "for": .string(ReadableDuration.text(milliseconds: nanoseconds / 1_000_000)),
        ])
    case .gateOpened(let stage, let gate, let times):
      logger.notice(
        "a stage exceeded a limit so that the job could make progress",
        metadata: ["stage": .string(stage), "limit": .string(gate ?? "no longer reached"), "times": "\(times)"])
    case .stopping:
      logger.debug("job is stopping: it reads no new input and finishes the work that is running")
    case .abandoned(let bundles):
      logger.warning(
        "the job ends without deliveries that were not acknowledged; the next one reads and writes their input again",
        metadata: ["bundles": "\(bundles)"])
    case .failed(let error):
      logger.debug("job failed", metadata: ["error": .string(String(describing: error))])
    }
  }
}
