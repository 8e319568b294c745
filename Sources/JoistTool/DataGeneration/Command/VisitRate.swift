import JoistArguments

/// How many visits there are in a second.
enum VisitRate: ExpressibleByArgument, Equatable {
  /// As many as can be written.
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
}
