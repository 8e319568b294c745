import Beam
import Synchronization

/// Tells people what the brokers' responses mean: in the status while it lasts, and in the log when it begins and ends.
final class WatchObserver: Sendable {
  private let report: ConnectorReport
  private let logger: Logger
  private let contact: BrokerContact
  /// Whether the watermark was held at the last look. One look alone may fall between two records.
  private let wasHeld = Atomic(false)
  private let explainsWatermark: Bool

  /// - Parameter explainsWatermark: whether to say what holds the watermark.
  init(_ report: ConnectorReport, logger: Logger, explainsWatermark: Bool) {
    self.report = report
    self.logger = logger
    self.explainsWatermark = explainsWatermark
    contact = BrokerContact(report)
  }

  /// A request was answered.
  func responded(_ broker: String) {
    guard let absence = contact.responded(broker) else { return }
    logger.notice("\(broker) responds again", metadata: ["after": "\(absence.components.seconds) s"])
  }

  /// A request was not answered in time.
  func failed(_ broker: String, _ client: ClientHandle) {
    let reason = client.notices.latest?.text
    guard contact.failed(broker, reason: reason) else { return }
    logger.warning(
      "\(broker) does not respond; the job waits for it", metadata: reason.map { ["reason": "\($0)"] } ?? [:])
  }

  /// Says what holds the watermark.
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
