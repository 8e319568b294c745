import Joist

/// Where the program reads and writes visits. The transforms are the same.
enum Mode: String, ExpressibleByArgument, CaseIterable {
  /// Kafka topics, read as they grow.
  case streaming
  /// Files of JSON lines.
  case batch
}
