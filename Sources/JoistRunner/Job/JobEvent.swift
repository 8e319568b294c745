import Beam

/// Something about a job that its log tells.
enum JobEvent: Sendable {
  /// The job begins, with so many threads and bytes of memory.
  case started(threads: Int, memory: Int)
  /// A bundle failed and will be tried again.
  case retrying(RetryStatus)
  /// Work that had failed so often went through.
  case recovered(stage: String, failures: Int)
  /// A step has worked on one element, or on those that came with it, for so many nanoseconds.
  case slowElement(step: String, nanoseconds: Int64)
  /// Nothing could run but a stage that a bound held back, so it ran, so many times.
  case gateOpened(stage: String, gate: String?, times: Int)
  /// The job reads nothing new.
  case stopping
  /// The job failed; whoever waits for it is told the same, so this is for those who look for a fault.
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
        "a bundle that had failed went through", metadata: ["stage": .string(stage), "failures": "\(failures)"])
    case .slowElement(let step, let nanoseconds):
      logger.warning(
        "an element takes long",
        metadata: [
          "step": .string(step), "for": .string(Readable.duration(milliseconds: nanoseconds / 1_000_000)),
        ])
    case .gateOpened(let stage, let gate, let times):
      logger.notice(
        "a bound was passed so that the job could go on",
        metadata: ["stage": .string(stage), "bound": .string(gate ?? "open by now"), "times": "\(times)"])
    case .stopping:
      logger.notice("job is stopping: nothing new is read, what runs is finished")
    case .failed(let error):
      logger.debug("job failed", metadata: ["error": .string(String(describing: error))])
    }
  }
}
