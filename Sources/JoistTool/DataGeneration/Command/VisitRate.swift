import JoistArguments

/// The number of visits a second.
enum VisitRate: ExpressibleByArgument, Equatable {
  /// Does not wait between visits.
  case unlimited
  case perSecond(Double)

  init?(argument: String) {
    if argument == "max" {
      self = .unlimited
    } else if let number = Double(argument), number > 0, number.isFinite {
      self = .perSecond(number)
    } else {
      return nil
    }
  }

  static var expectation: String? { "a number above 0, or max" }
}
