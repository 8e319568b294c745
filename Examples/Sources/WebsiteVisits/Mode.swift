import Joist

/// Where visits come from and go to; what is done with them is the same.
enum Mode: String, ExpressibleByArgument, CaseIterable {
  /// From topic to topic of Kafka.
  case streaming
  /// From files of JSON lines to files of JSON lines.
  case batch
}
