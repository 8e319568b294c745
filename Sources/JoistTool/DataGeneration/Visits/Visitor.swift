/// A visitor: the values that all visits of one person share.
struct Visitor: Sendable {
  let ip: String
  let id: String
  let agent: String
  let ageBracket: String
  let optedIntoMarketing: Bool
  /// The visitor's home, in ten-thousandths of a degree.
  let home: (lat: Int, lng: Int)

  /// The visitor with this number; the same for the same seed.
  init(number: Int, seed: UInt64) {
    var random = SplitMix64(seed: seed, stream: UInt64(number))
    ip = Self.address(&random)
    id = Self.identifier(random.next(), random.next())
    agent = BrowserAgent.make(&random)
    ageBracket = random.one(of: Self.ageBrackets)
    optedIntoMarketing = random.isTrue(share: 0.35)
    let city = random.one(of: City.all)
    home = (city.lat + random.from(-2_000...2_000), city.lng + random.from(-2_000...2_000))
  }

  private static let ageBrackets = WeightedChoices([("18-25", 24), ("26-40", 38), ("41-55", 25), ("55+", 13)])

  /// Four of five addresses are IPv4, none of them private; the others are IPv6.
  private static func address(_ random: inout SplitMix64) -> String {
    if random.isTrue(share: 0.2) {
      let groups = (0..<6).map { _ in String(random.below(0x10000), radix: 16) }
      return "2a02:" + groups.joined(separator: ":") + ":1"
    }
    let first = random.one(of: [5, 31, 46, 62, 77, 81, 89, 94, 104, 121, 139, 151, 176, 187, 193, 203, 212])
    return "\(first).\(random.below(256)).\(random.below(256)).\(random.from(1...254))"
  }

  /// A random UUID (version 4) as text.
  private static func identifier(_ high: UInt64, _ low: UInt64) -> String {
    let bits = [(high & ~0xf000) | 0x4000, (low & ~(0b11 << 62)) | (0b10 << 62)]
    let digits = bits.map { String(repeating: "0", count: 16 - String($0, radix: 16).count) + String($0, radix: 16) }
    let text = Array(digits.joined())
    return [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { String(text[$0]) }.joined(separator: "-")
  }
}

/// A city where visitors live; its coordinates are in ten-thousandths of a degree.
struct City: Sendable {
  let lat: Int
  let lng: Int

  static let all = [
    City(lat: 377_749, lng: -1_224_194), City(lat: 407_128, lng: -740_060), City(lat: 193_200, lng: -991_500),
    City(lat: -235_505, lng: -466_333), City(lat: 515_074, lng: -1_278), City(lat: 488_566, lng: 23_522),
    City(lat: 525_200, lng: 134_050), City(lat: 404_168, lng: -37_038), City(lat: 418_967, lng: 124_822),
    City(lat: 522_297, lng: 210_122), City(lat: 410_082, lng: 289_784), City(lat: 300_444, lng: 312_357),
    City(lat: 65_244, lng: 33_792), City(lat: -337_249, lng: 182_241), City(lat: 252_048, lng: 552_708),
    City(lat: 285_383, lng: 773_910), City(lat: 129_716, lng: 775_946), City(lat: 13_521, lng: 1_038_198),
    City(lat: 356_762, lng: 1_396_503), City(lat: 375_665, lng: 1_269_780), City(lat: -338_688, lng: 1_512_093),
    City(lat: -369_000, lng: 1_747_000), City(lat: 641_466, lng: -219_426), City(lat: -168_000, lng: 1_795_000),
  ]
}
