/// A request to the web site, and its response.
struct WebRequest {
  /// The request line, as `GET /cart HTTP/1.1`.
  let line: String
  /// The status code.
  let response: Int
  /// The size of the response in bytes.
  let size: Int

  private enum Page { case home, product, search, article, image, script, cart, order, account, login, absent }

  private static let pages = WeightedChoices<Page>([
    (.product, 30), (.image, 20), (.home, 12), (.search, 10), (.article, 8), (.script, 6), (.cart, 5), (.account, 3),
    (.login, 3), (.order, 2), (.absent, 1),
  ])

  private static let words = [
    "lamp", "teapot", "caf%C3%A9", "running+shoes", "rain%20coat", "usb-c", "n%C3%A4hmaschine", "tent", "%E9%9E%84",
  ]

  private static let campaigns = [
    "", "", "", "", "", "?ref=mail", "?utm_source=news&utm_medium=email", "?ref=partner%2F7",
  ]

  static func make(_ random: inout SplitMix64) -> WebRequest {
    let page = random.one(of: pages)
    let failed = random.isTrue(share: 0.004)
    let cached = random.isTrue(share: 0.15)
    let response = failed ? random.one(of: [500, 502, 503]) : Self.response(of: page, cached: cached)
    let (method, path) = Self.request(for: page, &random)
    let size = Self.size(of: page, response: response, &random)
    let version = random.isTrue(share: 0.7) ? "HTTP/1.1" : "HTTP/2.0"
    return WebRequest(line: "\(method) \(path) \(version)", response: response, size: size)
  }

  private static func request(for page: Page, _ random: inout SplitMix64) -> (method: String, path: String) {
    let number = 1 + Int(20_000 * random.unit() * random.unit())
    switch page {
    case .home: return ("GET", "/" + random.one(of: campaigns))
    case .product: return ("GET", "/products/\(number)" + random.one(of: campaigns))
    case .search: return ("GET", "/search?q=\(random.one(of: words))&page=\(random.from(1...9))")
    case .article: return ("GET", "/blog/20\(random.from(19...25))/\(number % 500).html")
    case .image: return ("GET", "/images/\(number).webp")
    case .script: return ("GET", "/static/app.\(String(random.below(1 << 24), radix: 16)).js")
    case .cart: return ("POST", "/cart/items/\(number)")
    case .order: return ("POST", "/orders")
    case .account: return (random.one(of: ["GET", "GET", "PUT", "DELETE"]), "/account/addresses/\(number % 7)")
    case .login: return ("POST", "/login?next=%2Fcart")
    case .absent: return ("GET", random.one(of: ["/wp-login.php", "/.env", "/old/index.html", "/favicon.ico"]))
    }
  }

  private static func response(of page: Page, cached: Bool) -> Int {
    switch page {
    case .absent: 404
    case .order, .cart: 201
    case .login: 302
    case .image, .script: cached ? 304 : 200
    case .home, .product, .search, .article, .account: 200
    }
  }

  /// The size of a response; many are small and a few are large.
  private static func size(of page: Page, response: Int, _ random: inout SplitMix64) -> Int {
    let spread = 1 + Int(7 * random.unit() * random.unit() * random.unit() * 8)
    switch (page, response) {
    case (_, 304): return 0
    case (_, 400...): return 150 + random.below(900)
    case (.image, _): return (8_000 + random.below(20_000)) * spread
    case (.script, _): return 90_000 + random.below(240_000)
    default: return (900 + random.below(6_000)) * spread
    }
  }
}
