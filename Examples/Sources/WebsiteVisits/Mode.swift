import Joist

/// Where the program reads and writes visits. The transforms are the same.
enum Mode: String, ExpressibleByArgument, CaseIterable {
  /// Kafka topics.
  case streaming
  /// Files of JSON lines.
  case batch
}
