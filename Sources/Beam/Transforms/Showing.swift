public import Rows
import Synchronization

extension PCollection where Element: Streamable {
  /// Logs elements, each with its timestamp, windows and pane. The collection does not change.
  ///
  /// ```swift
  /// let counts = words.countPerElement().log("Counts")
  /// ```
  /// If a bundle is retried, its elements are logged again.
  /// - Parameters:
  ///   - name: the step's name, which is each entry's message; by default `Log` with an ordinal.
  ///   - level: the level of the messages.
  ///   - perSecond: the most elements that are logged per second. The next entry counts the others.
  /// - Returns: this collection.
  @discardableResult
  public func log(
    _ name: String? = nil, level: Logger.Level = .info, perSecond: Int = 10, file: StaticString = #fileID,
    line: UInt = #line
  ) -> PCollection<Element> {
    let log = ElementLog(perSecond: perSecond)
    pipeline.beforeStart { logger in log.logger = logger }
    let show = ShowElements<Element>(pace: log.pace) { step, text, skipped in
      var metadata: Logger.Metadata = ["element": "\(text)"]
      if skipped > 0 { metadata["not_shown"] = "\(skipped)" }
      log.logger.log(level: level, step, metadata: metadata)
    }
    _ = parDo(name, verb: "Log", show, file: file, line: line).main
    return self
  }

  /// Prints elements to standard output, each with its timestamp, windows and pane. The collection does not change.
  ///
  /// ```swift
  /// visits.filter(\.isSuspicious).inspect("Suspicious")
  /// ```
  /// If a bundle is retried, its elements are printed again.
  /// - Parameters:
  ///   - name: the step's name, which starts each line; by default `Inspect` with an ordinal.
  ///   - perSecond: the most elements that are printed per second. The next line counts the others.
  /// - Returns: this collection.
  @discardableResult
  public func inspect(
    _ name: String? = nil, perSecond: Int = 100, file: StaticString = #fileID, line: UInt = #line
  ) -> PCollection<Element> {
    let show = ShowElements<Element>(pace: ElementPace(perSecond: perSecond)) { step, text, skipped in
      print("\(step): \(text)" + (skipped > 0 ? "  (\(skipped) not shown before)" : ""))
    }
    _ = parDo(name, verb: "Inspect", show, file: file, line: line).main
    return self
  }
}

/// The job's log, which is known only when the job starts.
private final class ElementLog: Sendable {
  let pace: ElementPace
  private let state = Mutex(Logger(label: "elements"))

  init(perSecond: Int) { pace = ElementPace(perSecond: perSecond) }

  var logger: Logger {
    get { state.withLock { $0 } }
    set { state.withLock { $0 = newValue } }
  }
}

/// Limits the number of elements per second, across all threads.
final class ElementPace: Sendable {
  private struct State {
    var second = ContinuousClock.now
    var shown = 0
    var skipped = 0
  }

  private let perSecond: Int
  private let state = Mutex(State())

  init(perSecond: Int) { self.perSecond = perSecond }

  /// Decides whether an element is shown.
  /// - Returns: how many elements were skipped since the last shown one; nil if this one is skipped.
  func pass(now: ContinuousClock.Instant = .now) -> Int? {
    state.withLock { state in
      if now - state.second >= .seconds(1) {
        state.second = now
        state.shown = 0
      }
      guard state.shown < perSecond else {
        state.skipped += 1
        return nil
      }
      state.shown += 1
      defer { state.skipped = 0 }
      return state.skipped
    }
  }
}

/// Shows elements, as many as the pace allows.
private struct ShowElements<Input: Streamable>: DoFn {
  let pace: ElementPace
  let show: @Sendable (_ step: String, _ text: String, _ skipped: Int) -> Void

  func process(_ element: Input, in context: Context<Bytes>) {
    guard let skipped = pace.pass() else { return }
    let info = context.info
    var text = StepFailure.excerpt(of: element)
    if info.timestamp != .min { text += " at \(info.timestamp)" }
    if info.windows != [.global] { text += " in " + info.windows.map(\.description).joined(separator: ", ") }
    if info.pane != .none { text += ", \(info.pane)" }
    show(context.stepPath, text, skipped)
  }
}
