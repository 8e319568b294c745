/// A time in which records wait and brokers acknowledge none.
package struct DeliverySilence: Sendable {
  /// How long there has been no acknowledgement.
  package let length: Duration
  /// The number of records that wait.
  package let waiting: Int
  /// The client's latest message about the connection; nil: none.
  package let reason: String?

  /// The text for the status: `no record has been delivered for 12 s, 300 wait: 127.0.0.1:9092/1: Connect … refused`.
  package var text: String {
    "no record has been delivered for \(length.components.seconds) s, \(waiting) wait"
      + (reason.map { ": \($0)" } ?? "")
  }
}
