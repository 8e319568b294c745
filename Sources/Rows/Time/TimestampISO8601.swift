extension Timestamp {
  /// The time in ISO 8601, in UTC with milliseconds, as `2023-05-05T13:02:21.345Z`. Years outside 0000 to 9999 have a
  /// sign and six digits.
  public var iso8601: String {
    let (days, millisecondOfDay) = Self.floorDivision(milliseconds, by: 86_400_000)
    let (year, month, day) = CivilDate.date(daysSinceEpoch: days)
    let (secondOfDay, millisecond) = millisecondOfDay.quotientAndRemainder(dividingBy: 1_000)
    let (minuteOfDay, second) = secondOfDay.quotientAndRemainder(dividingBy: 60)
    let date = "\(Self.year(year))-\(Self.padded(month, 2))-\(Self.padded(day, 2))"
    let time = "\(Self.padded(minuteOfDay / 60, 2)):\(Self.padded(minuteOfDay % 60, 2)):\(Self.padded(second, 2))"
    return "\(date)T\(time).\(Self.padded(millisecond, 3))Z"
  }

  /// Parses a time in ISO 8601; nil if the string has another form. For formats, in which the names of
  /// ``description`` are no times.
  package init?(iso8601 text: String) {
    var text = Substring(text).utf8
    guard let year = Self.year(&text), Self.take("-", from: &text),
      let month = Self.number(2, from: &text), (1...12).contains(month), Self.take("-", from: &text),
      let day = Self.number(2, from: &text), day >= 1, day <= CivilDate.days(inMonth: month, of: year),
      Self.take("T", from: &text) || Self.take("t", from: &text) || Self.take(" ", from: &text),
      let hour = Self.number(2, from: &text), hour < 24, Self.take(":", from: &text),
      let minute = Self.number(2, from: &text), minute < 60, Self.take(":", from: &text),
      let second = Self.number(2, from: &text), second < 60,
      let millisecond = Self.fraction(&text), let offset = Self.offset(&text), text.isEmpty
    else { return nil }
    let days = CivilDate.daysSinceEpoch(year: year, month: month, day: day)
    let minutes = days * 1_440 + hour * 60 + minute - offset
    self.init(milliseconds: minutes * 60_000 + second * 1_000 + millisecond)
  }

  // MARK: Writing

  private static func year(_ year: Int64) -> String {
    if (0...9_999).contains(year) { return padded(year, 4) }
    return (year < 0 ? "-" : "+") + padded(Int64(year.magnitude), 6)
  }

  private static func padded(_ number: Int64, _ digits: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: Swift.max(0, digits - text.utf8.count)) + text
  }

  private static func floorDivision(_ number: Int64, by divisor: Int64) -> (quotient: Int64, remainder: Int64) {
    let (quotient, remainder) = number.quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
  }

  // MARK: Reading

  private static func take(_ letter: Unicode.Scalar, from text: inout Substring.UTF8View) -> Bool {
    guard text.first == UInt8(ascii: letter) else { return false }
    text.removeFirst()
    return true
  }

  private static func number(_ digits: Int, from text: inout Substring.UTF8View) -> Int64? {
    let part = text.prefix(digits)
    guard part.count == digits, part.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    text.removeFirst(digits)
    return part.reduce(0) { $0 * 10 + Int64($1 - 0x30) }
  }

  private static func year(_ text: inout Substring.UTF8View) -> Int64? {
    if take("+", from: &text) { return number(6, from: &text) }
    if take("-", from: &text) { return number(6, from: &text).map { -$0 } }
    return number(4, from: &text)
  }

  /// Parses a fraction of a second, in milliseconds; 0 if there is none.
  private static func fraction(_ text: inout Substring.UTF8View) -> Int64? {
    guard take(".", from: &text) else { return 0 }
    let digits = text.prefix { (0x30...0x39).contains($0) }
    guard !digits.isEmpty else { return nil }
    text.removeFirst(digits.count)
    let three = digits.prefix(3).map { Int64($0 - 0x30) } + [0, 0]
    return three[0] * 100 + three[1] * 10 + three[2]
  }

  /// Parses an offset from UTC, in minutes.
  private static func offset(_ text: inout Substring.UTF8View) -> Int64? {
    if take("Z", from: &text) || take("z", from: &text) { return 0 }
    let isEast = take("+", from: &text)
    guard isEast || take("-", from: &text) else { return nil }
    guard let hours = number(2, from: &text), hours < 24 else { return nil }
    _ = take(":", from: &text)
    guard let minutes = number(2, from: &text), minutes < 60 else { return nil }
    return (hours * 60 + minutes) * (isEast ? 1 : -1)
  }
}

extension Timestamp: LosslessStringConvertible {
  /// The times whose description is a name.
  private static let named: [(time: Timestamp, name: String)] = [
    (.min, "-∞"), (.max, "+∞"), (.endOfGlobalWindow, "end of global window"),
  ]

  /// Parses a time in ISO 8601: a date, `T` or a space, a time with an optional fraction (truncated to milliseconds),
  /// and `Z` or an offset such as `+02:00`. Nil if the string has another form.
  ///
  /// ```swift
  /// let opening = Timestamp("2024-05-05T13:02:00Z")
  /// let sameTime = Timestamp("2024-05-05 15:02:00.000+02:00")
  /// ```
  /// It also parses the names in ``description``, so that every time in Beam's range is parsed from its description.
  public init?(_ description: String) {
    guard let time = Timestamp(iso8601: description) ?? Self.named.first(where: { $0.name == description })?.time else {
      return nil
    }
    self = time
  }

  /// ``iso8601``, or a name for ``min``, ``max`` and ``endOfGlobalWindow``.
  public var description: String { Self.named.first { $0.time == self }?.name ?? iso8601 }
}
