import Rows

/// One visit; its record has twelve fields.
struct WebsiteVisit {
  let visitor: Visitor
  let request: WebRequest
  /// The latitude in ten-thousandths of a degree; nil: unknown, written as an empty string.
  let lat: Int?
  /// The longitude, like `lat`.
  let lng: Int?
  let time: Timestamp

  /// The record as JSON, with the fields in a fixed order.
  /// - Parameter replacing: by name, JSON to write instead of a field's own value; nil leaves the field out.
  func json(replacing: [String: String?] = [:]) -> [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity(512)
    func field(_ name: String, _ value: @autoclosure () -> String) {
      guard let value = replacing[name] ?? value() else { return }
      text.append(contentsOf: (text.isEmpty ? "{\"" : ", \"").utf8)
      text.append(contentsOf: name.utf8)
      text.append(contentsOf: "\": ".utf8)
      text.append(contentsOf: value.utf8)
    }
    field("ip", Self.quoted(visitor.ip))
    field("id", Self.quoted(visitor.id))
    field("lat", Self.degrees(lat))
    field("lng", Self.degrees(lng))
    field("user_agent", Self.quoted(visitor.agent))
    field("age_bracket", Self.quoted(visitor.ageBracket))
    field("opted_into_marketing", visitor.optedIntoMarketing ? "true" : "false")
    field("http_request", Self.quoted(request.line))
    field("http_response", String(request.response))
    field("file_size_bytes", String(request.size))
    field("event_datetime", Self.quoted(time.description))
    field("event_ts", String(time.milliseconds))
    text.append(UInt8(ascii: "}"))
    return text
  }

  /// The text in quotes; no field contains a character that JSON escapes.
  private static func quoted(_ text: String) -> String { "\"\(text)\"" }

  /// A JSON number with one to four decimals.
  private static func degrees(_ tenThousandths: Int?) -> String {
    guard let value = tenThousandths else { return "\"\"" }
    let (whole, rest) = value.magnitude.quotientAndRemainder(dividingBy: 10_000)
    var decimals = String(String(rest + 10_000).dropFirst())
    while decimals.count > 1, decimals.hasSuffix("0") { decimals.removeLast() }
    return "\(value < 0 ? "-" : "")\(whole).\(decimals)"
  }
}
