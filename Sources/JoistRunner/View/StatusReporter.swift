package import Beam

/// Shows a running job on a console at regular intervals, from its own thread.
///
/// Its owner calls `end` when the job has ended, which shows the final status.
package final class StatusReporter: Sendable {
  /// How to show a job.
  package enum Style: Sendable {
    /// A table that is redrawn every half second.
    case table
    /// Lines for the job and its steps every ten seconds.
    case lines
    /// One line for the job every minute.
    case brief
    /// Log events for the job and its steps every ten seconds.
    case events(Logger)
    /// Nothing, not even the final status.
    case silent

    /// The time between two updates, in nanoseconds.
    var interval: Int64 {
      switch self {
      case .table: 500_000_000
      case .lines, .events: 10_000_000_000
      case .brief, .silent: 60_000_000_000
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
  ///   - console: the output.
  ///   - style: the form and interval of the output.
  ///   - status: returns the job's current status.
  /// - Throws: a system error if a thread cannot be created.
  package init(on console: Console, style: Style, status: @escaping @Sendable () -> JobStatus) throws {
    self.console = console
    self.style = style
    self.status = status
    thread = try WorkerThread(name: "joist-status") { [isEnded] in
      var last: JobStatus?
      while !Self.pause(isEnded, for: style.interval) {
        let status = status()
        Self.show(status, after: last, on: console, style)
        last = status
      }
    }
  }

  /// Ends the thread and shows the final status. Call it once.
  package func end() {
    isEnded.withLock { $0 = true }
    isEnded.broadcast()
    thread.join()
    Self.show(status(), after: nil, on: console, style)
    console.keepTable()
  }

  /// Waits until the reporter ends, but no longer than some nanoseconds.
  /// - Returns: whether it has ended.
  private static func pause(_ isEnded: Monitor<Bool>, for nanoseconds: Int64) -> Bool {
    var hasWaited = false
    return isEnded.wait(on: 0) { isEnded in
      if isEnded || hasWaited { return .done(isEnded) }
      hasWaited = true
      return .wait(nanoseconds: nanoseconds)
    }
  }

  private static func show(_ status: JobStatus, after last: JobStatus?, on console: Console, _ style: Style) {
    switch style {
    case .table:
      let size = console.size
      console.draw(StatusTable(width: size.width, height: size.height).lines(status))
    case .lines: StatusLines().lines(status, after: last).forEach(console.write)
    case .brief: StatusLines(isBrief: true).lines(status).forEach(console.write)
    case .events(let logger): StatusEvents(logger).log(status)
    case .silent: break
    }
  }
}
