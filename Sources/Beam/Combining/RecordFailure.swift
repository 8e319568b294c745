/// What a loop over records throws: which of them is at fault, and why.
@usableFromInline
package struct RecordFailure: Error {
  /// The record's index in the call; those before it are done.
  package let index: Int
  /// What a user's function threw, or why the record cannot be decoded.
  package let underlying: any Error

  @usableFromInline init(_ index: Int, _ underlying: any Error) {
    self.index = index
    self.underlying = underlying
  }

  /// A failure of a record whose value of this type cannot be decoded.
  @usableFromInline @inline(never)
  static func undecodable<Value>(_ index: Int, _ type: Value.Type, _ error: any Error) -> RecordFailure {
    RecordFailure(index, UndecodableValue(type: "\(type)", underlying: error))
  }
}

/// The coder of a type cannot read what it wrote itself.
public struct UndecodableValue: Error, CustomStringConvertible {
  /// The type's name.
  public let type: String
  /// What the coder said.
  public let underlying: any Error

  package init(type: String, underlying: any Error) {
    self.type = type
    self.underlying = underlying
  }

  /// The type, what its coder said, and what to look at.
  public var description: String {
    "the coder of \(type) cannot decode what it encoded: \(underlying). Its decode must read exactly what its encode writes"
  }
}
