import Joist
import JoistKafka
import JoistRunner
import KafkaTestSupport
import Synchronization

/// A log that says nothing.
let silent = Logger(label: "test", logLevel: .critical)

extension Pipeline {
  /// Runs the pipeline to its end on two threads.
  @discardableResult
  func runHere(logger: Logger = silent, maxAttempts: Int = 1) async throws -> JobOutcome {
    try await run(on: LocalRunner(options: .test(logger, maxAttempts: maxAttempts)))
  }

  /// Starts the pipeline on two threads.
  func startHere(logger: Logger = silent, maxAttempts: Int = 1) throws -> any Job {
    try LocalRunner(options: .test(logger, maxAttempts: maxAttempts)).start(self)
  }
}

extension JobOptions {
  static func test(_ logger: Logger, maxAttempts: Int) -> JobOptions {
    var options = JobOptions(name: "test", parallelism: 2, memory: 1 << 30, seed: 1, logger: logger)
    options.retries.maxAttempts = maxAttempts
    options.retries.longestPause = 200
    return options
  }
}

/// Elements that committed bundles have seen.
final class Collected<Element: Sendable>: Sendable {
  private let state = Mutex<[Element]>([])

  var all: [Element] { state.withLock { $0 } }

  func add(_ more: [Element]) { state.withLock { $0 += more } }
}

/// Collects elements, those of a bundle once it is committed.
struct Collect<Element: Streamable & Sendable>: DoFn {
  typealias Input = Element
  typealias Output = Bytes
  let collected: Collected<Element>
  private var seen: [Element] = []

  init(into collected: Collected<Element>) { self.collected = collected }

  mutating func startBundle() { seen = [] }

  mutating func process(_ element: Element, in context: borrowing Context<Bytes>) { seen.append(element) }

  mutating func finishBundle(in context: borrowing Context<Bytes>) {
    let (seen, collected) = (seen, collected)
    context.afterCommit { collected.add(seen) }
  }
}

extension PCollection where Element: Streamable & Sendable {
  /// Ends the pipeline here.
  func writeNowhere() { parDo(Collect(into: Collected<Element>())) }
}

/// The lines of a log.
final class Lines: Sendable {
  private let state = Mutex<[LogEvent]>([])

  var all: [LogEvent] { state.withLock { $0 } }

  /// A log that keeps its lines here.
  var logger: Logger {
    Logger(label: "test", logLevel: .info) { [self] event in state.withLock { $0.append(event) } }
  }
}
