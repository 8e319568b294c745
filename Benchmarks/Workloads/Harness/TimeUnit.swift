/// A unit of time, for the report.
enum TimeUnit {
  case nanoseconds
  case microseconds

  /// Its sign.
  var sign: String {
    switch self {
    case .nanoseconds: "ns"
    case .microseconds: "us"
    }
  }

  /// So many nanoseconds in this unit.
  func value(ofNanoseconds nanoseconds: Double) -> Double {
    switch self {
    case .nanoseconds: nanoseconds
    case .microseconds: nanoseconds / 1000
    }
  }
}
