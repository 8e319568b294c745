/// The limits of the decoder and the writer.
public enum ProtobufLimits {
  /// The most levels of nested messages and unknown groups; the same as in protobuf's own implementations.
  public static var depth: Int { 100 }

  /// The size of the largest message in bytes; the same as protobuf's own limit.
  public static var size: Int { Int(Int32.max) }

  /// The most bytes of memory that decoding allocates for each byte of input.
  ///
  /// The worst inputs are repeated fields of empty messages. Each has two bytes, and becomes a struct (of at most 152
  /// bytes) in an array that doubles its capacity while the old one still exists. `scripts/fuzz-model` measures all of
  /// them.
  public static var memoryPerByte: Int { 256 }

  /// `bytes` fields of at least this many bytes share the memory of the input. Smaller fields are copied, so that a key
  /// of ten bytes does not keep a message of a megabyte alive.
  static var sharedBytes: Int { 256 }

  /// `bytes` fields of at least this many bytes are copied only into the result, not into the writer's buffer.
  static var referencedBytes: Int { 16_384 }
}
