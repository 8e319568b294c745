public import Rows

/// A visit as in the web server's log, before the domain's rules are applied.
@Row public struct RawVisit: Sendable, Equatable {
  /// The visitor's IP address.
  public var ip: String
  /// The visitor's id.
  public var id: String
  /// The latitude in degrees.
  public var lat: RawCoordinate
  /// The longitude in degrees.
  public var lng: RawCoordinate
  /// The `User-Agent` header.
  public var userAgent: String
  /// The visitor's age, as `26-40`.
  public var ageBracket: String
  /// Whether the visitor agreed to marketing.
  public var optedIntoMarketing: Bool
  /// The request line, as `GET /cart HTTP/1.1`.
  public var httpRequest: String
  /// The status code of the response.
  public var httpResponse: Int
  /// The size of the response in bytes.
  public var fileSizeBytes: Int
  /// The time of the visit as text.
  public var eventDatetime: String
  /// The time of the visit, in milliseconds since 1970-01-01T00:00:00Z.
  public var eventTS: Int64

  /// A visit with all fields.
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
