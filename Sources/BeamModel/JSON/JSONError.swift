/// Why a string is not the JSON of a `google.protobuf.Struct`, or why a struct cannot be written as JSON.
public struct JSONError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The most levels of nested objects and arrays. Each takes three levels of messages, whose limit is 100.
  public static var maximumDepth: Int { 30 }

  /// What is wrong.
  public let reason: String

  /// The offset in the string, in bytes of UTF-8; nil when writing.
  public let offset: Int?

  /// The reason and the offset.
  public var description: String {
    offset.map { "not JSON: \(reason) (byte \($0))" } ?? "cannot be written as JSON: \(reason)"
  }
}
