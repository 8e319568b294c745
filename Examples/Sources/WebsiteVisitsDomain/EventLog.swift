public import Rows

/// A visit after the domain's rules have been applied.
@Row public struct EventLog: Sendable, Equatable {
  /// The visitor's IP address.
  public var ip: String
  /// The visitor's id.
  public var id: String
  /// The latitude in degrees; -1, with ``lng``, if either is unknown.
  public var lat: Double
  /// The longitude in degrees; -1, with ``lat``, if either is unknown.
  public var lng: Double
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

  /// The visit for a line of the log.
  ///
  /// If the latitude or longitude is empty, both become -1.
  /// - Throws: ``CoordinateError`` for a string that is not a number.
  public init(_ raw: RawVisit) throws(CoordinateError) {
    let (lat, lng) = (try raw.lat.degrees(of: "lat"), try raw.lng.degrees(of: "lng"))
    if let lat, let lng { (self.lat, self.lng) = (lat, lng) } else { (self.lat, self.lng) = (-1, -1) }
    ip = raw.ip
    id = raw.id
    userAgent = raw.userAgent
    ageBracket = raw.ageBracket
    optedIntoMarketing = raw.optedIntoMarketing
    httpRequest = raw.httpRequest
    httpResponse = raw.httpResponse
    fileSizeBytes = raw.fileSizeBytes
    eventDatetime = raw.eventDatetime
    eventTS = raw.eventTS
  }
}

/// A coordinate that is not a number.
public struct CoordinateError: Error, Equatable, CustomStringConvertible {
  /// `lat` or `lng`.
  public var field: String
  /// The string as received, which is not a number.
  public var text: String

  /// The reason, for the dead-letter topic.
  public var description: String { "field \"\(field)\": \"\(text)\" is not a number" }
}

extension RawCoordinate {
  /// The degrees; nil if unknown.
  fileprivate func degrees(of field: String) throws(CoordinateError) -> Double? {
    switch self {
    case .number(let degrees): return degrees
    case .text(let text) where text.isEmpty: return nil
    case .text(let text):
      guard let degrees = Double(text), degrees.isFinite else { throw CoordinateError(field: field, text: text) }
      return degrees
    }
  }
}
