/// The fields of a message that its type does not know. They are kept unchanged and written after the known fields.
public struct UnknownFields: Hashable, Sendable {
  /// The tags and values of the fields, in order.
  public private(set) var bytes: [UInt8] = []

  /// No unknown fields: the type knows the whole message.
  public init() {}

  /// Appends a field with its tag.
  mutating func append(_ field: Slice<UnsafeRawBufferPointer>) {
    bytes.append(contentsOf: UnsafeRawBufferPointer(rebasing: field))
  }
}
