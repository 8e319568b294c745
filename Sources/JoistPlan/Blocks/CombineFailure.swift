/// What a `CombineStore` throws where one of the things that it was given is at fault.
public struct CombineFailure: Error {
  /// Its index in the call: of the record in `add`, of the slot in `emit`, of the pair in `merge`. What comes before it is
  /// done.
  public var index: Int
  /// What is wrong: what a user's function threw, or a coder.
  public var underlying: any Error

  /// Makes it.
  public init(index: Int, underlying: any Error) {
    self.index = index
    self.underlying = underlying
  }
}

/// What grouping work throws where a key is known: the carrier, which knows the key's type and the step, words it.
public struct GroupingFailure: Error {
  /// The encoded key.
  public var key: [UInt8]
  /// What is wrong.
  public var underlying: any Error

  /// Makes it.
  public init(key: [UInt8], underlying: any Error) {
    self.key = key
    self.underlying = underlying
  }
}
