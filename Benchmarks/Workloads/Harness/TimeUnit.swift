/// A unit of time, for the report.
enum TimeUnit {
  case nanoseconds
  case microseconds

  /// The symbol.
  var sign: String {
    switch self {
    case .nanoseconds: "ns"
    case .microseconds: "us"
    }
  }

  /// Converts nanoseconds to this unit.
  func value(ofNanoseconds nanoseconds: Double) -> Double {
    switch self {
    case .nanoseconds: nanoseconds
    case .microseconds: nanoseconds / 1000
    }
  }
}
