import Joist

/// The fields of a visit that the job needs. Other fields of the JSON are skipped.
@Row struct Visit: Sendable {
  /// The request line, as `GET /cart HTTP/1.1`.
  var httpRequest: String
  var httpResponse: Int
  var fileSizeBytes: Int
  /// The time of the visit, in milliseconds since 1970-01-01T00:00:00Z in the JSON.
  @Field("event_ts") var at: Timestamp

  /// The page: `/cart`.
  var page: String { httpRequest.split(separator: " ").dropFirst().first.map(String.init) ?? httpRequest }
}

/// The statistics of a page in one minute.
@Row struct PageMinute: Sendable, Hashable {
  var page: String
  /// The start of the minute.
  var minute: Timestamp
  /// The number of visits.
  var visits: Int
  /// The number of responses with a status of 500 or more.
  var errors: Int
  /// The total size of the responses.
  var bytes: Int
  /// The size of the largest response.
  var largest: Int
}
