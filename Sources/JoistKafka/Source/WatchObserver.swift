import Beam
import Synchronization

/// Reports missing responses of brokers and what holds the watermark: in the status while this lasts, and missing responses also
/// in the log when they begin and end.
final class WatchObserver: Sendable {
  private let report: ConnectorReport
  private let logger: Logger
  private let contact: BrokerContact
  /// Whether the watermark was held at the last check. A single check may fall between two records, so it is not reported.
  private let wasHeld = Atomic(false)
  private let explainsWatermark: Bool

  /// - Parameter explainsWatermark: whether to report what holds the watermark.
  init(_ report: ConnectorReport, logger: Logger, explainsWatermark: Bool) {
    self.report = report
    self.logger = logger
    self.explainsWatermark = explainsWatermark
    contact = BrokerContact(report)
  }

  /// Handles a broker's response to a request.
  func responded(_ broker: String) {
    guard let absence = contact.responded(broker) else { return }
    logger.notice("\(broker) responds again", metadata: ["after": "\(absence.components.seconds) s"])
  }

  /// Handles a request to which a broker did not respond in time.
  func failed(_ broker: String, _ client: ClientHandle) {
    let reason = client.notices.latest?.text
    guard contact.failed(broker, reason: reason) else { return }
    logger.warning(
      "\(broker) does not respond; the job waits for it", metadata: reason.map { ["reason": "\($0)"] } ?? [:])
  }

  /// Handles that nothing is asked of a broker now.
  func forget(_ broker: String) { contact.forget(broker) }

  /// Reports what holds the watermark.
  func look(at partitions: PartitionStates, now: Int64) {
    guard explainsWatermark else { return }
    let text = partitions.hold(now: now).text
    if let text, wasHeld.load(ordering: .relaxed) {
      report.note(text, for: Self.watermark)
    } else {
      report.clearNote(for: Self.watermark)
    }
    wasHeld.store(text != nil, ordering: .relaxed)
  }

  private static let watermark = "watermark"
}
