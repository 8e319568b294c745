/// Shows a running job on a console from time to time, from a thread of its own.
///
/// Its owner calls `end` when the job has ended; the last status is then shown once more.
package final class StatusReporter: Sendable {
  /// How a job is shown.
  package enum Style: Sendable {
    /// A table that is redrawn every half second.
    case table
    /// Lines for the job and its steps every ten seconds.
    case lines
    /// One line for the job every minute.
    case brief

    /// How long from one picture to the next, in nanoseconds.
    var interval: Int64 {
      switch self {
      case .table: 500_000_000
      case .lines: 10_000_000_000
      case .brief: 60_000_000_000
      }
    }
  }

  private let console: Console
  private let style: Style
  private let status: @Sendable () -> JobStatus
  private let isEnded = Monitor(false, conditions: 1)
  private let thread: WorkerThread

  /// Starts to show a job.
  /// - Parameters:
  ///   - console: where.
  ///   - style: how.
  ///   - status: gives the job as it is now.
  /// - Throws: an error of the system where it has no thread to give.
  package init(on console: Console, style: Style, status: @escaping @Sendable () -> JobStatus) throws {
    self.console = console
    self.style = style
    self.status = status
    thread = try WorkerThread(name: "joist-status") { [isEnded] in
      while !Self.pause(isEnded, for: style.interval) { Self.show(status(), on: console, style) }
    }
  }

  /// Shows the job once more and ends; call it once.
  package func end() {
    isEnded.withLock { $0 = true }
    isEnded.broadcast()
    thread.join()
    Self.show(status(), on: console, style)
    console.keepTable()
  }

  /// Waits for the end, at most for a while; true: it came.
  private static func pause(_ isEnded: Monitor<Bool>, for nanoseconds: Int64) -> Bool {
    var hasWaited = false
    return isEnded.wait(on: 0) { isEnded in
      if isEnded || hasWaited { return .done(isEnded) }
      hasWaited = true
      return .wait(nanoseconds: nanoseconds)
    }
  }

  private static func show(_ status: JobStatus, on console: Console, _ style: Style) {
    switch style {
    case .table:
      let size = console.size
      console.draw(StatusTable(width: size.width, height: size.height).lines(status))
    case .lines: StatusLines().lines(status).forEach(console.write)
    case .brief: StatusLines(isBrief: true).lines(status).forEach(console.write)
    }
  }
}
