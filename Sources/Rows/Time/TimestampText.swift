extension Timestamp: CustomStringConvertible {
  /// The point in ISO 8601, UTC, with milliseconds, as `2023-05-05T13:02:21.345Z`; the ends of time by name.
  public var description: String {
    if self <= .min { return "-∞" }
    if self >= .max { return "+∞" }
    if self == .endOfGlobalWindow { return "end of global window" }
    let (days, millisecondOfDay) = Self.floorDivision(milliseconds, by: 86_400_000)
    let (year, month, day) = Self.date(daysSinceEpoch: days)
    let (secondOfDay, millisecond) = millisecondOfDay.quotientAndRemainder(dividingBy: 1_000)
    let (minuteOfDay, second) = secondOfDay.quotientAndRemainder(dividingBy: 60)
    return
      "\(Self.padded(year, 4))-\(Self.padded(month, 2))-\(Self.padded(day, 2))T\(Self.padded(minuteOfDay / 60, 2))"
      + ":\(Self.padded(minuteOfDay % 60, 2)):\(Self.padded(second, 2)).\(Self.padded(millisecond, 3))Z"
  }

  private static func padded(_ number: Int64, _ digits: Int) -> String {
    let text = String(number.magnitude)
    let zeros = String(repeating: "0", count: Swift.max(0, digits - text.utf8.count))
    return (number < 0 ? "-" : "") + zeros + text
  }

  private static func floorDivision(_ number: Int64, by divisor: Int64) -> (quotient: Int64, remainder: Int64) {
    let (quotient, remainder) = number.quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
  }

  /// The proleptic Gregorian date of a day. Years are counted from March, so that the leap day is the last of a year;
  /// an era of 400 such years has 146,097 days.
  private static func date(daysSinceEpoch: Int64) -> (year: Int64, month: Int64, day: Int64) {
    let (era, dayOfEra) = floorDivision(daysSinceEpoch + 719_468, by: 146_097)
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
    return (era * 400 + yearOfEra + (month <= 2 ? 1 : 0), month, day)
  }
}
