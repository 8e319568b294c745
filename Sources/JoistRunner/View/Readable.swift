import JoistPlan

/// Formats numbers and times for people.
enum Readable {
  /// `1,234,567`.
  static func count(_ value: Int) -> String {
    let digits = String(value.magnitude)
    var text = ""
    for (index, digit) in digits.enumerated() {
      if index > 0 && (digits.count - index) % 3 == 0 { text.append(",") }
      text.append(digit)
    }
    return value < 0 ? "-" + text : text
  }

  /// `12.3 MB`, in powers of 1000.
  static func bytes(_ value: Int) -> String {
    let (number, prefix) = scaled(Double(value))
    return prefix.isEmpty ? "\(value) B" : "\(number) \(prefix)B"
  }

  /// `999`, `12.3 k`.
  static func amount(_ value: Int) -> String {
    let (number, prefix) = scaled(Double(value))
    return prefix.isEmpty ? "\(value)" : "\(number) \(prefix)"
  }

  /// `12.3 k/s`.
  static func rate(_ perSecond: Double) -> String {
    let (number, prefix) = scaled(perSecond)
    return prefix.isEmpty ? "\(number)/s" : "\(number) \(prefix)/s"
  }

  /// A watermark as a time in UTC, to the second; `start` before it first moves and `end` after it has passed all windows.
  static func watermark(_ time: Int64) -> String {
    if time <= EventTime.min { return "start" }
    if time >= EventTime.endOfGlobalWindow { return "end" }
    return moment(time)
  }

  /// `2025-11-21 14:03:22`, in UTC.
  static func moment(_ time: Int64) -> String {
    let (days, milliseconds) = flooredDivision(time, 86_400_000)
    let seconds = milliseconds / 1000
    let (year, month, day) = date(daysSinceEpoch: days)
    let clock = "\(twoDigits(seconds / 3600)):\(twoDigits(seconds / 60 % 60)):\(twoDigits(seconds % 60))"
    return "\(year)-\(twoDigits(month))-\(twoDigits(day)) \(clock)"
  }

  /// The day in the Gregorian calendar. Years are counted from March, so that a leap day is the last of its year. Source:
  /// Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", `civil_from_days`.
  private static func date(daysSinceEpoch days: Int64) -> (year: Int64, month: Int64, day: Int64) {
    let (era, dayOfEra) = flooredDivision(days + 719_468, 146_097)
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let marchMonth = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * marchMonth + 2) / 5 + 1
    let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
  }

  private static func flooredDivision(_ value: Int64, _ divisor: Int64) -> (quotient: Int64, remainder: Int64) {
    let remainder = (value % divisor + divisor) % divisor
    return ((value - remainder) / divisor, remainder)
  }

  private static func twoDigits(_ value: Int64) -> String { value < 10 ? "0\(value)" : "\(value)" }

  /// A number with at most three significant digits, and the prefix of its unit: `999`, `1.0`, `12.3`, `123`.
  private static func scaled(_ value: Double) -> (number: String, prefix: String) {
    var (number, prefixes) = (value, ["", "k", "M", "G", "T", "P"][...])
    while abs(number) >= 999.5 && prefixes.count > 1 {
      number /= 1000
      prefixes.removeFirst()
    }
    let prefix = prefixes.first ?? ""
    if prefix.isEmpty || abs(number) >= 99.95 { return ("\(Int(number.rounded()))", prefix) }
    let tenths = Int((number * 10).rounded())
    return ("\(tenths / 10).\(abs(tenths % 10))", prefix)
  }
}
