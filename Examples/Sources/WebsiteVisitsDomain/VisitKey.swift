public import Rows

/// The identity of a visit: the key of its Kafka record.
@Row public struct VisitKey: Sendable, Hashable, StreamKey {
  /// The visitor's id.
  public var eventID: String
  /// The time of the visit, in milliseconds since 1970-01-01T00:00:00Z.
  public var eventTS: Int64

  /// The key of a visit.
  public init(_ visit: EventLog) {
    eventID = visit.id
    eventTS = visit.eventTS
  }
}
