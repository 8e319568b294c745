import Foundation
import JoistArguments
import Rows

/// The time of the first visit, written in ISO 8601 as `2024-01-01T00:00:00Z` or as milliseconds since 1970.
struct StartTime: ExpressibleByArgument, Equatable {
  var timestamp: Timestamp

  init(_ timestamp: Timestamp) { self.timestamp = timestamp }

  init?(argument: String) {
    if let milliseconds = Int64(argument) {
      timestamp = Timestamp(milliseconds: milliseconds)
    } else if let date = try? Date(argument, strategy: .iso8601) {
      timestamp = Timestamp(milliseconds: Int64((date.timeIntervalSince1970 * 1000).rounded()))
    } else {
      return nil
    }
  }

  var defaultValueDescription: String { timestamp.description }
}
