import Rows

/// One visit, with the twelve fields of its record.
struct WebsiteVisit {
  let visitor: Visitor
  let request: WebRequest
  /// Ten-thousandths of a degree; nil: not known, written as an empty text.
  let lat: Int?
  let lng: Int?
  let time: Timestamp

  /// The record as JSON, in the order and spelling that logs have it. `replacing` puts another JSON value into fields
  /// by name, and leaves out those whose value there is nil.
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

  /// The text between quotes; no field of ours has a character that JSON wants escaped.
  private static func quoted(_ text: String) -> String { "\"\(text)\"" }

  /// At least one decimal, at most four.
  private static func degrees(_ tenThousandths: Int?) -> String {
    guard let value = tenThousandths else { return "\"\"" }
    let (whole, rest) = value.magnitude.quotientAndRemainder(dividingBy: 10_000)
    var decimals = String(String(rest + 10_000).dropFirst())
    while decimals.count > 1, decimals.hasSuffix("0") { decimals.removeLast() }
    return "\(value < 0 ? "-" : "")\(whole).\(decimals)"
  }
}
