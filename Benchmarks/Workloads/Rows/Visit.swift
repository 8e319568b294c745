import Rows

/// A visit of a website, as in a web server's log.
@Row
struct Visit: Sendable {
  var ip: String
  var id: String
  /// Degrees.
  var lat: Double
  /// Degrees.
  var lng: Double
  var userAgent: String
  var ageBracket: String
  var optedIntoMarketing: Bool
  var httpRequest: String
  var httpResponse: Int64
  var fileSizeBytes: Int64
  var eventDatetime: String
  /// Milliseconds since the epoch.
  var eventTS: Int64
}

extension Visit {
  /// The visit with a number, from 0. It has about 450 bytes as JSON.
  static func numbered(_ number: Int) -> Visit {
    var random = SplitMix(state: UInt64(number) &* 4)
    let (who, what, location, size) = (random.next(), random.next(), random.next(), random.next())
    let time = 1_700_000_000_000 + Int64(number)
    return Visit(
      ip: "\(1 + who % 223).\(who >> 8 & 255).\(who >> 16 & 255).\(who >> 24 & 255)",
      id: id(random.next(), random.next()),
      lat: degrees(location, half: 900_000), lng: degrees(location >> 24, half: 1_800_000),
      userAgent: """
        Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) \
        Chrome/\(90 + who >> 32 % 40).0.\(who >> 40 % 6000).\(who >> 52 % 200) Safari/537.36
        """,
      ageBracket: ["18-25", "26-40", "41-55", "55+"][Int(who >> 62)], optedIntoMarketing: what & 1 == 1,
      httpRequest: "GET /\(pages[Int(what >> 3 & 7)])/\(pages[Int(what >> 7 & 7)])/\(what >> 16 % 100_000) HTTP/1.1",
      httpResponse: [200, 200, 200, 200, 200, 201, 301, 304, 404, 500][Int(what >> 40 % 10)],
      fileSizeBytes: 30 + Int64(size >> 16 % 4971),
      eventDatetime: "2023-11-14T22:13:\(20 + number / 1000 % 40).\(100 + number % 900)",
      eventTS: time)
  }

  private static let pages = ["index", "products", "cart", "checkout", "search", "blog", "static", "account"]

  /// An id in the form of a UUID.
  private static func id(_ first: UInt64, _ second: UInt64) -> String {
    let digits = [first, second].map {
      String(repeating: "0", count: $0.leadingZeroBitCount / 4) + String($0, radix: 16)
    }
    .joined()
    var rest = digits[...]
    return [8, 4, 4, 4, 12].map { length in
      defer { rest = rest.dropFirst(length) }
      return String(rest.prefix(length))
    }.joined(separator: "-")
  }

  /// A number of either sign with up to four decimals.
  private static func degrees(_ bits: UInt64, half: Int64) -> Double {
    Double(Int64(bits % UInt64(2 * half + 1)) - half) / 10_000
  }
}
