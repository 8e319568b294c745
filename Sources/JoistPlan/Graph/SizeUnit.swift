/// What the size of a restriction counts.
public enum SizeUnit: String, Sendable, Hashable {
  /// Elements that it will make.
  case elements
  /// Bytes that it will read.
  case bytes
}
