/// An error between a job and Kafka, with a message for the person who runs the job.
public struct KafkaError: Error, Sendable, Equatable {
  /// The kind of an error.
  public enum Code: String, Sendable, CaseIterable {
    /// A property is unknown, has an invalid value, or is set by Joist itself.
    case badProperty
    /// No broker responded.
    case noBroker
    /// The brokers have no such topic or partition.
    case noTopic
    /// The broker refused the credentials.
    case notAuthenticated
    /// The user does not have the right to do this.
    case notAuthorized
    /// Records were deleted before they were read.
    case lostPosition
    /// Another program or another step of the pipeline uses the group.
    case groupInUse
    /// A record is larger than the client or the broker allows.
    case recordTooLarge
    /// A record has a timestamp that Kafka's clients cannot send or that the topic does not accept.
    case badTimestamp
    /// The broker refused a record for another reason, such as a missing key in a compacted topic.
    case refused
    /// A record was abandoned, or lost with the producer that held it.
    case notDelivered
    /// The producer has failed permanently and is replaced.
    case producerFailed
    /// Any other error of a broker or the client.
    case other
  }

  /// The kind of error.
  public let code: Code
  /// What happened, with the names of broker, topic and partition.
  public let message: String
  /// The text of the client or the broker.
  public let detail: String?
  /// What to do about it.
  public let hint: String?
  /// Whether the same operation may succeed later.
  public let isTransient: Bool

  /// Makes an error with a message and, optionally, a detail and a hint.
  public init(
    _ code: Code, _ message: String, detail: String? = nil, hint: String? = nil, isTransient: Bool = false
  ) {
    self.code = code
    self.message = message
    self.detail = detail
    self.hint = hint
    self.isTransient = isTransient
  }
}

extension KafkaError: CustomStringConvertible {
  /// The message, followed by the detail and the hint on their own lines.
  public var description: String {
    var text = message
    if let detail { text += "\n  detail: \(detail)" }
    if let hint { text += "\n  hint: \(hint)" }
    return text
  }
}
