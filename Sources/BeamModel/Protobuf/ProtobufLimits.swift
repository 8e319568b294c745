/// What the decoder refuses, and what it may take.
public enum ProtobufLimits {
  /// How deep messages (and unknown groups) may be nested; protobuf's own implementations stop at the same depth.
  public static var depth: Int { 100 }

  /// The size of the largest message in bytes; protobuf's own limit.
  public static var size: Int { Int(Int32.max) }

  /// Decoding takes at most this many bytes of memory for each byte of input.
  ///
  /// The worst inputs are repeated fields of empty messages: two bytes each, which become a struct (the largest that is
  /// repeated has 152 bytes) in an array that doubles its room while the old one still exists. `scripts/fuzz-model`
  /// measures all of them.
  public static var memoryPerByte: Int { 256 }

  /// `bytes` fields of at least this many bytes share the memory of the input, smaller ones are copied: a key of ten
  /// bytes must not keep a data message of a megabyte alive.
  static var sharedBytes: Int { 256 }

  /// `bytes` fields of at least this many bytes are not copied into the writer's buffer, only into the result.
  static var referencedBytes: Int { 16_384 }
}
