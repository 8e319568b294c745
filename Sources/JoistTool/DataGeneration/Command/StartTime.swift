import JoistArguments
import Rows

/// The time of the first visit.
struct StartTime: ExpressibleByArgument, Equatable {
  var timestamp: Timestamp

  init(_ timestamp: Timestamp) { self.timestamp = timestamp }

  init?(argument: String) {
    guard let timestamp = Timestamp(timeArgument: argument) else { return nil }
    self.timestamp = timestamp
  }

  static var expectation: String? { Timestamp.timeForms }

  var defaultValueDescription: String { timestamp.description }
}

extension Timestamp {
  /// Parses a time of the command line: ISO 8601 with or without the time of day, or milliseconds since 1970.
  init?(timeArgument text: String) {
    if let milliseconds = Int64(text) {
      self.init(milliseconds: milliseconds)
    } else if let time = Timestamp(iso8601: text) ?? Timestamp(iso8601: text + "T00:00:00Z") {
      self = time
    } else {
      return nil
    }
  }

  /// A description of the forms that ``init(timeArgument:)`` accepts.
  static let timeForms = "a time such as 2024-01-01T00:00:00Z, a day such as 2024-01-01, or milliseconds since 1970"
}
