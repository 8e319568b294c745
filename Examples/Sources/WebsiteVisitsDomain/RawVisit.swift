public import Rows

/// A visit as it arrives: what the web server's log says, before the domain's rules are applied.
@Row public struct RawVisit: Sendable, Equatable {
  /// The visitor's address.
  public var ip: String
  /// The visitor.
  public var id: String
  /// Degrees north.
  public var lat: RawCoordinate
  /// Degrees east.
  public var lng: RawCoordinate
  /// What the browser calls itself.
  public var userAgent: String
  /// How old the visitor is, as `26-40`.
  public var ageBracket: String
  /// Whether the visitor agreed to advertisements.
  public var optedIntoMarketing: Bool
  /// The request's first line, as `GET /cart HTTP/1.1`.
  public var httpRequest: String
  /// The status of the response.
  public var httpResponse: Int
  /// The size of the response in bytes.
  public var fileSizeBytes: Int
  /// When it happened, for people.
  public var eventDatetime: String
  /// When it happened, in milliseconds since 1970-01-01T00:00:00Z.
  public var eventTS: Int64

  /// A visit of all its fields.
  public init(
    ip: String, id: String, lat: RawCoordinate, lng: RawCoordinate, userAgent: String, ageBracket: String,
    optedIntoMarketing: Bool, httpRequest: String, httpResponse: Int, fileSizeBytes: Int, eventDatetime: String,
    eventTS: Int64
  ) {
    self.ip = ip
    self.id = id
    self.lat = lat
    self.lng = lng
    self.userAgent = userAgent
    self.ageBracket = ageBracket
    self.optedIntoMarketing = optedIntoMarketing
    self.httpRequest = httpRequest
    self.httpResponse = httpResponse
    self.fileSizeBytes = fileSizeBytes
    self.eventDatetime = eventDatetime
    self.eventTS = eventTS
  }
}
