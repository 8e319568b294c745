/// The error that a `CombineStore` throws when it cannot add, merge or encode one of its inputs.
public struct CombineFailure: Error {
  /// The index of the input that failed: of the record in `add`, of the slot in `emit`, of the pair in `merge`. All
  /// inputs before it have been processed.
  public var index: Int
  /// What the user's function or the coder threw.
  public var underlying: any Error

  /// Makes a failure of the input at an index.
  public init(index: Int, underlying: any Error) {
    self.index = index
    self.underlying = underlying
  }
}

/// A failure of grouping work for a known key. The worker, which knows the step and the key's type, turns it into a
/// message.
public struct GroupingFailure: Error {
  /// The encoded key.
  public var key: [UInt8]
  /// What the user's function or the coder threw.
  public var underlying: any Error

  /// Makes a failure of a key.
  public init(key: [UInt8], underlying: any Error) {
    self.key = key
    self.underlying = underlying
  }
}
