import Beam
import Synchronization

/// Whether the brokers of a source respond, and the notes in the status about those that do not.
final class BrokerContact: Sendable {
  /// Without a response for this long, a broker counts as away.
  private static let patience = Duration.seconds(3)

  private struct State {
    /// When each broker that is away last responded, by its name in the status.
    var away: [String: ContinuousClock.Instant] = [:]
    /// When each broker last responded, or first failed to.
    var lastResponse: [String: ContinuousClock.Instant] = [:]
  }

  private let report: ConnectorReport
  private let state = Mutex(State())

  init(_ report: ConnectorReport) { self.report = report }

  /// Records that a request to a broker was answered.
  /// - Parameter broker: its name in the status.
  /// - Returns: how long it had been away; nil: it was not.
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

  /// Records that a request to a broker was not answered in time.
  /// - Parameters:
  ///   - broker: its name in the status.
  ///   - reason: what the client says about the connection.
  /// - Returns: whether the broker counts as away now and did not before.
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
