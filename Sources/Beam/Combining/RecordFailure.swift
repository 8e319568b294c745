/// A loop over records failed at one of them.
@usableFromInline
package struct RecordFailure: Error {
  /// The index of the record in the call. Records before it have been added.
  package let index: Int
  /// The error of the user's function or of the coder.
  package let underlying: any Error

  @usableFromInline init(_ index: Int, _ underlying: any Error) {
    self.index = index
    self.underlying = underlying
  }

  /// Returns the failure of a record with a value that cannot be decoded.
  @usableFromInline @inline(never)
  static func undecodable<Value>(_ index: Int, _ type: Value.Type, _ error: any Error) -> RecordFailure {
    RecordFailure(index, UndecodableValue(type: "\(type)", underlying: error))
  }
}

/// The coder of a type cannot decode a value that it has encoded.
public struct UndecodableValue: Error, CustomStringConvertible {
  /// The name of the type.
  public let type: String
  /// The error of the coder.
  public let underlying: any Error

  package init(type: String, underlying: any Error) {
    self.type = type
    self.underlying = underlying
  }

  /// The type, the error of its coder, and what to check.
  public var description: String {
    "the coder of \(type) cannot decode what it encoded: \(underlying). Its decode must read exactly what its encode writes"
  }
}
