/// What went wrong between a job and Kafka, in words for the person who runs the job.
public struct KafkaError: Error, Sendable, Equatable {
  /// What kind of trouble it is.
  public enum Code: String, Sendable, CaseIterable {
    /// A property that the client does not know, whose value does not fit, or that Joist sets itself.
    case badProperty
    /// No broker answered.
    case noBroker
    /// The brokers answered, and have no such topic or partition.
    case noTopic
    /// The broker refused the name or the secret.
    case notAuthenticated
    /// The broker knows who asks and does not allow it.
    case notAuthorized
    /// Records were deleted before they were read.
    case lostPosition
    /// The group has members of its own.
    case groupInUse
    /// A record is larger than client or broker allow.
    case recordTooLarge
    /// A record's timestamp is one that Kafka's clients cannot send or that the topic does not take.
    case badTimestamp
    /// The broker does not take a record for another reason: one without a key in a compacted topic, say.
    case refused
    /// A record was given up, or thrown away with the producer that held it.
    case notDelivered
    /// The producer can go on no more and is replaced by a new one.
    case producerFailed
    /// Anything else that a broker or the client said.
    case other
  }

  /// What kind of trouble it is.
  public let code: Code
  /// What happened, with the names of broker, topic and partition.
  public let message: String
  /// What the client or the broker said.
  public let detail: String?
  /// What to do about it.
  public let hint: String?
  /// Whether it passes by itself: what failed may be tried again.
  public let isTransient: Bool

  /// Makes an error.
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
  /// The message; below it what was said, and what to do.
  public var description: String {
    var text = message
    if let detail { text += "\n  detail: \(detail)" }
    if let hint { text += "\n  hint: \(hint)" }
    return text
  }
}
