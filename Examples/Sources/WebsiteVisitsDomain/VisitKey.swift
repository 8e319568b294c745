public import Rows

/// What tells one visit from another: the key of its record in Kafka.
@Row public struct VisitKey: Sendable, Hashable, StreamKey {
  /// The visitor.
  public var eventID: String
  /// When it happened, in milliseconds since 1970-01-01T00:00:00Z.
  public var eventTS: Int64

  /// The key of a visit.
  public init(_ visit: EventLog) {
    eventID = visit.id
    eventTS = visit.eventTS
  }
}
