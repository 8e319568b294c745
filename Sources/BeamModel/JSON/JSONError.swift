/// Why a text is not the JSON of a `google.protobuf.Struct`, or why there is none.
public struct JSONError: Error, Hashable, Sendable, CustomStringConvertible {
  /// How deep objects and arrays may be nested: as messages they take three levels each, and a hundred is the limit.
  public static var maximumDepth: Int { 30 }

  /// What is wrong.
  public let reason: String

  /// Where in the text, in bytes of UTF-8; nil when writing.
  public let offset: Int?

  /// What is wrong and where.
  public var description: String {
    offset.map { "not JSON: \(reason) (byte \($0))" } ?? "no JSON for this: \(reason)"
  }
}
