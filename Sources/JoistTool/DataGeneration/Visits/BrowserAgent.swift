/// Makes random `User-Agent` headers.
enum BrowserAgent {
  private enum Family { case chrome, chromeOnPhone, safari, safariOnPhone, firefox, edge, crawler, commandLine }

  private static let families = WeightedChoices<Family>([
    (.chrome, 34), (.chromeOnPhone, 24), (.safariOnPhone, 18), (.safari, 9), (.firefox, 6), (.edge, 5), (.crawler, 3),
    (.commandLine, 1),
  ])

  private static let systems = [
    "Windows NT 10.0; Win64; x64", "Macintosh; Intel Mac OS X 10_15_7", "X11; Linux x86_64",
    "X11; CrOS x86_64 14541.0.0",
  ]

  private static let phones = ["SM-S911B", "SM-A536B", "Pixel 8", "Pixel 7a", "2201117TY", "moto g power", "K"]

  static func make(_ random: inout SplitMix64) -> String {
    let chrome = "Chrome/\(random.from(108...131)).0.\(random.below(6_800)).\(random.below(220))"
    let webKit = "AppleWebKit/537.36 (KHTML, like Gecko)"
    let apple = "AppleWebKit/605.1.15 (KHTML, like Gecko) Version/\(random.from(15...18)).\(random.below(7))"
    let system = random.one(of: systems)
    switch random.one(of: families) {
    case .chrome: return "Mozilla/5.0 (\(system)) \(webKit) \(chrome) Safari/537.36"
    case .chromeOnPhone:
      let phone = "Linux; Android \(random.from(10...15)); \(random.one(of: phones))"
      return "Mozilla/5.0 (\(phone)) \(webKit) \(chrome) Mobile Safari/537.36"
    case .safari: return "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) \(apple) Safari/605.1.15"
    case .safariOnPhone:
      let version = "\(random.from(15...18))_\(random.below(7))"
      return "Mozilla/5.0 (iPhone; CPU iPhone OS \(version) like Mac OS X) \(apple) Mobile/15E148 Safari/604.1"
    case .firefox:
      let version = random.from(102...133)
      return "Mozilla/5.0 (\(system); rv:\(version).0) Gecko/20100101 Firefox/\(version).0"
    case .edge:
      return "Mozilla/5.0 (\(system)) \(webKit) \(chrome) Safari/537.36 Edg/\(random.from(110...131)).0.0.0"
    case .crawler:
      return "Mozilla/5.0 (compatible; ExampleBot/2.\(random.below(9)); +https://crawler.example/bot.html)"
    case .commandLine: return "curl/8.\(random.below(12)).\(random.below(3))"
    }
  }
}
