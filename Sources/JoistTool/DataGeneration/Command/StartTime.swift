import JoistArguments
import Rows

/// When the first visit happens.
struct StartTime: ExpressibleByArgument, Equatable {
  var timestamp: Timestamp

  init(_ timestamp: Timestamp) { self.timestamp = timestamp }

  init?(argument: String) {
    guard let timestamp = Timestamp(momentArgument: argument) else { return nil }
    self.timestamp = timestamp
  }

  static var expectation: String? { Timestamp.momentForms }

  var defaultValueDescription: String { timestamp.description }
}

extension Timestamp {
  /// A point in time as people write it on a command line: ISO 8601 with or without the time of day, or milliseconds since 1970.
  init?(momentArgument text: String) {
    if let milliseconds = Int64(text) {
      self.init(milliseconds: milliseconds)
    } else if let moment = Timestamp(iso8601: text) ?? Timestamp(iso8601: text + "T00:00:00Z") {
      self = moment
    } else {
      return nil
    }
  }

  /// What ``init(momentArgument:)`` takes.
  static let momentForms = "a time such as 2024-01-01T00:00:00Z, a day such as 2024-01-01, or milliseconds since 1970"
}
