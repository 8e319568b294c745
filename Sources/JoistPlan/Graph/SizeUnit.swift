/// The unit of a restriction's size.
public enum SizeUnit: String, Sendable, Hashable {
  /// Elements that it will emit.
  case elements
  /// Bytes that it will read.
  case bytes
}
