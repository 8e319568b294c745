public import Rows

/// A visit as it is meant.
@Row public struct EventLog: Sendable, Equatable {
  /// The visitor's address.
  public var ip: String
  /// The visitor.
  public var id: String
  /// Degrees north; -1, with ``lng``, where either is not known.
  public var lat: Double
  /// Degrees east; -1, with ``lat``, where either is not known.
  public var lng: Double
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

  /// The visit that a log's line means.
  ///
  /// An empty latitude or longitude says that the place is not known: both become -1.
  /// - Throws: ``CoordinateError`` for a text that is no number.
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

/// Why a place could not be understood.
public struct CoordinateError: Error, Equatable, CustomStringConvertible {
  /// `lat` or `lng`.
  public var field: String
  /// What stood there.
  public var text: String

  /// The reason, for the dead-letter topic.
  public var description: String { "field \"\(field)\": \"\(text)\" is not a number" }
}

extension RawCoordinate {
  /// The degrees, or nil where the place is not known.
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
