import Joist

/// What the job needs of a visit; the other fields of the JSON are passed over.
@Row struct Visit: Sendable {
  /// The request's first line, as `GET /cart HTTP/1.1`.
  var httpRequest: String
  var httpResponse: Int
  var fileSizeBytes: Int
  /// When it happened, in milliseconds since 1970-01-01T00:00:00Z.
  @Field("event_ts") var at: Timestamp

  /// The page: `/cart`.
  var page: String { httpRequest.split(separator: " ").dropFirst().first.map(String.init) ?? httpRequest }
}

/// A page's minute.
@Row struct PageMinute: Sendable, Hashable {
  var page: String
  /// The start of the minute.
  var minute: Timestamp
  var visits: Int
  var errors: Int
  var bytes: Int
  var largest: Int

  /// The same of another minute.
  func starting(at minute: Timestamp) -> PageMinute {
    var other = self
    other.minute = minute
    return other
  }
}
