import Beam
import Synchronization

/// Tracks which brokers of a source respond, and reports those that do not in the status.
final class BrokerContact: Sendable {
  /// How long responses may be missing until a broker counts as unavailable.
  private static let patience = Duration.seconds(3)

  private struct State {
    /// When each unavailable broker last responded, by its name in the status.
    var away: [String: ContinuousClock.Instant] = [:]
    /// When each broker last responded, or first failed to.
    var lastResponse: [String: ContinuousClock.Instant] = [:]
  }

  private let report: ConnectorReport
  private let state = Mutex(State())

  init(_ report: ConnectorReport) { self.report = report }

  /// Records a broker's response to a request.
  /// - Parameter broker: the broker's name in the status.
  /// - Returns: how long the broker was unavailable; nil: it was not.
  func responded(_ broker: String, now: ContinuousClock.Instant = .now) -> Duration? {
    let (since, isAnyAway) = state.withLock { state in
      state.lastResponse[broker] = now
      return (state.away.removeValue(forKey: broker), !state.away.isEmpty)
    }
    guard let since else { return nil }
    report.clearNote(for: broker)
    report.isOutOfContact = isAnyAway
    return now - since
  }

  /// Forgets a broker that nothing is asked of any more.
  func forget(_ broker: String) {
    let (wasAway, isAnyAway) = state.withLock { state in
      state.lastResponse[broker] = nil
      return (state.away.removeValue(forKey: broker) != nil, !state.away.isEmpty)
    }
    guard wasAway else { return }
    report.clearNote(for: broker)
    report.isOutOfContact = isAnyAway
  }

  /// Records that a broker did not respond to a request in time.
  /// - Parameters:
  ///   - broker: the broker's name in the status.
  ///   - reason: the client's latest message about the connection.
  /// - Returns: whether the broker has just become unavailable.
  func failed(_ broker: String, reason: String?, now: ContinuousClock.Instant = .now) -> Bool {
    let (since, isNew) = state.withLock { state in
      let since = state.lastResponse[broker] ?? now
      state.lastResponse[broker] = since
      guard now - since >= Self.patience else { return (since, false) }
      return (since, state.away.updateValue(since, forKey: broker) == nil)
    }
    guard now - since >= Self.patience else { return false }
    let seconds = (now - since).components.seconds
    report.note("\(broker) has not responded for \(seconds) s" + (reason.map { ": \($0)" } ?? ""), for: broker)
    report.isOutOfContact = true
    return isNew
  }
}
