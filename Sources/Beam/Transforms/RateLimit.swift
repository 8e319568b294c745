public import Rows
import Synchronization

extension PCollection where Element: Streamable {
  /// Lets no more elements through than a service can take: the step waits, and what comes before it slows down.
  ///
  /// ```swift
  /// let polite = visits.rateLimit(100, per: .seconds(1))
  /// ```
  /// The elements are spread evenly over the time. The limit is that of the process: all threads share it. It holds for the
  /// steps that follow up to the next grouping, function with state or reshuffle. A bundle that is repeated waits again.
  /// - Parameters:
  ///   - count: how many elements may pass.
  ///   - duration: the processing time in which they may pass.
  public func rateLimit(
    _ count: Int, per duration: Duration = .seconds(1), name: String? = nil, file: StaticString = #fileID,
    line: UInt = #line
  ) -> PCollection<Element> {
    composite(name, verb: "RateLimit", file: file, line: line) { elements in
      if count < 1 || duration <= .zero {
        graph.refuseInComposite(
          "\(count) elements in \(duration) cannot pass; give a count of at least 1 and a duration above zero")
      }
      let turns = Turns(count: count, per: duration)
      return elements.parDo("Wait", WaitForTurn<Element>(turns: turns)).main
    }
  }
}

/// Tells elements when it is their turn.
private final class Turns: Sendable {
  /// The time between two elements, in seconds.
  private let interval: Double
  /// When the next one may pass, in seconds since the start, and the processing time of the start in milliseconds.
  private let state = Mutex((next: 0.0, start: Int64?.none))

  init(count: Int, per duration: Duration) {
    let (seconds, attoseconds) = duration.components
    interval = (Double(seconds) + Double(attoseconds) * 1e-18) / Double(max(count, 1))
  }

  /// Takes the next turn.
  /// - Parameter now: the processing time, in milliseconds since the Unix epoch.
  /// - Returns: the turn's time, likewise.
  func take(now: Int64) -> Int64 {
    state.withLock { state in
      let start = state.start ?? now
      let turn = max(state.next, Double(now - start) / 1000)
      state = (turn + interval, start)
      // Times beyond any clock are cut off.
      return start + Int64(min(turn * 1000, 1e15).rounded())
    }
  }
}

/// Emits each element when it is its turn.
private struct WaitForTurn<Element: Streamable>: DoFn {
  let turns: Turns

  func process(_ element: Element, in context: Context<Element>) throws {
    try context.wait(until: turns.take(now: context.processingTime.milliseconds))
    context.emit(element)
    context.flush()
  }
}
