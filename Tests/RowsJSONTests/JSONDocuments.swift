import TestSupport

/// Random JSON texts: mostly well-formed, of the shape of ``Sheet``, with what parsers stumble over strewn in.
struct JSONDocuments {
  private var random: SplitMix
  /// One in so many values of the document is an odd one.
  private var rarity = 1

  init(seed: UInt64) { random = SplitMix(seed: seed) }

  /// A document; about a fifth have a byte changed, lost or added.
  mutating func next() -> [UInt8] {
    rarity = [4, 30, 1_000][random.next(below: 3)]
    var bytes = Array(sheet(depth: 2).utf8)
    if one(in: 5), !bytes.isEmpty {
      let index = random.next(below: bytes.count)
      let byte = Array(#"{}[]",:\0123456789-+.eEtruefalsn /"#.utf8).randomElement(using: &random) ?? 0
      switch random.next(below: 4) {
      case 0: bytes.remove(at: index)
      case 1: bytes[index] = byte
      case 2: bytes.insert(byte, at: index)
      default: bytes[index] = UInt8(truncatingIfNeeded: random.next())
      }
    }
    return bytes
  }

  // MARK: Values

  private mutating func sheet(depth: Int) -> String {
    var fields = [(#""name""#, string()), (#""count""#, integer())]
    if one(in: 2) { fields.append((#""ratio""#, number())) }
    if one(in: 3) { fields.append((#""tags""#, array { $0.string() })) }
    if one(in: 3), depth > 0 { fields.append((#""inner""#, array { $0.sheet(depth: depth - 1) })) }
    if one(in: 3) { fields.append((#""flag""#, one(in: 2) ? "true" : "false")) }
    if one(in: 3) { fields.append((#""level""#, pick(isOdd() ? [#""mid""#, "1"] : [#""low""#, #""high""#]))) }
    if one(in: 3) { fields.append((#""scores""#, object { $0.number() })) }
    if one(in: 3) {
      fields.append((#""small""#, pick(isOdd() ? ["128", "1.0", "1e2", "1.5", "-0"] : ["0", "127", "-128"])))
    }
    if one(in: 3) { fields.append((#""grid""#, array { $0.array { $0.integer() } })) }
    if one(in: 2) { fields.append((string(), any(depth: 2))) }
    if isOdd() { fields.append((pick([#""name""#, #""count""#, #""\u006eame""#, #""flag""#]), any(depth: 1))) }
    if isOdd() { fields[random.next(below: fields.count)].1 = any(depth: 2) }
    if isOdd() { fields.remove(at: random.next(below: fields.count)) }
    fields.shuffle(using: &random)
    return braces(fields.map { space() + $0.0 + space() + ":" + space() + $0.1 + space() })
  }

  private mutating func any(depth: Int) -> String {
    switch random.next(below: depth > 0 ? 8 : 6) {
    case 0: "null"
    case 1: pick(["true", "false"])
    case 2: integer()
    case 3: number()
    case 6: array { $0.any(depth: depth - 1) }
    case 7: object { $0.any(depth: depth - 1) }
    default: string()
    }
  }

  private mutating func integer() -> String {
    if isOdd() {
      return pick([
        "0", "-0", "9223372036854775807", "-9223372036854775808", "9223372036854775808", "18446744073709551615",
        "123456789012345678901234567890", "1.0", "12e1", "1.5", "1e18", "01", "-", "9007199254740993",
        "9007199254740993.0", "1e-2", "10e-1", "+1", "0x10", ".5", "5.",
      ])
    }
    return "\(Int64(truncatingIfNeeded: random.next()) >> Int64(random.next(below: 64)))"
  }

  private mutating func number() -> String {
    if isOdd() {
      return pick([
        "1e400", "-1e400", "1e-400", "2.2250738585072014e-308", "5e-324", "1.7976931348623157e308", "1E+2", "0.1",
        "-0.0",
        "0e5", "1.e1", "1e", "NaN", "Infinity", "0.30000000000000004", "1e23", "123456.789e-3",
      ])
    }
    return one(in: 4) ? integer() : "\(Double(Int64(truncatingIfNeeded: random.next()) >> 20) / 1_000)"
  }

  private mutating func string() -> String {
    var text = ""
    for _ in 0..<random.next(below: 12) {
      if isOdd() {
        text += pick([#"\ud800"#, #"\udc00"#, "\t", #"\x"#, #"\ud800\u0041"#])
      } else {
        text += pick([
          "a", "bc", "é", "😀", " ", "e\u{301}", "0", "{", "]", ":", ",", #"\n"#, #"\""#, #"\\"#, #"\/"#, #"\u00e9"#,
          #"\ud83d\ude00"#, #"\u0000"#, "\u{7F}", "\u{2028}",
        ])
      }
    }
    return "\"\(text)\""
  }

  private mutating func array(_ element: (inout JSONDocuments) -> String) -> String {
    let elements = (0..<random.next(below: 4)).map { _ in space() + element(&self) + space() }
    return "[" + elements.joined(separator: ",") + "]"
  }

  private mutating func object(_ value: (inout JSONDocuments) -> String) -> String {
    braces((0..<random.next(below: 4)).map { _ in string() + space() + ":" + value(&self) })
  }

  private mutating func braces(_ entries: [String]) -> String { "{" + entries.joined(separator: ",") + "}" }

  private mutating func space() -> String {
    if one(in: 6) { return isOdd() ? pick(["\u{0C}", "\u{A0}"]) : pick([" ", "\n", "\t", "\r", "  "]) }
    return ""
  }

  private mutating func isOdd() -> Bool { one(in: rarity) }

  private mutating func one(in count: Int) -> Bool { random.next(below: count) == 0 }

  private mutating func pick(_ texts: [String]) -> String { texts[random.next(below: texts.count)] }
}

extension SplitMix {
  /// A number from 0 to `bound - 1`.
  mutating func next(below bound: Int) -> Int { Int(truncatingIfNeeded: next() >> 11) % bound }
}
