/// The fields of a message that its type does not know, as they came; they are sent on behind the known ones.
public struct UnknownFields: Hashable, Sendable {
  /// Tags and values, one field behind the other.
  public private(set) var bytes: [UInt8] = []

  /// No fields.
  public init() {}

  /// Adds a field, tag and value.
  mutating func append(_ field: Slice<UnsafeRawBufferPointer>) {
    bytes.append(contentsOf: UnsafeRawBufferPointer(rebasing: field))
  }
}
