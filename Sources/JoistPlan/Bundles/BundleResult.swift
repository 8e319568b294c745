/// What a bundle made. The engine takes all of it at once, or, where the bundle failed, nothing.
public struct BundleResult: Sendable {
  /// For each output of the stage, in the order of `Stage.outputs`, what was written to it.
  public var outputs: [BundleOutput]
  /// What is left of the work, to be run later.
  public var residuals: [Residual]
  /// Elements that came in at the bundle's head.
  public var elementsIn: Int
  /// Elements or restrictions of its input, the last ones, that it has not begun: they are pending again, before all that came
  /// after them.
  public var undone: Int

  /// Makes a result.
  public init(outputs: [BundleOutput] = [], residuals: [Residual] = [], elementsIn: Int = 0, undone: Int = 0) {
    self.outputs = outputs
    self.residuals = residuals
    self.elementsIn = elementsIn
    self.undone = undone
  }
}

/// What a bundle wrote to one edge.
public enum BundleOutput: Sendable {
  /// To an edge of elements.
  case elements([ElementBlock])
  /// To a keyed edge.
  case records([RecordBlock])

  /// The memory it takes, in bytes.
  public var memory: Int {
    switch self {
    case .elements(let blocks): blocks.reduce(0) { $0 + $1.memory }
    case .records(let blocks): blocks.reduce(0) { $0 + $1.memory }
    }
  }
}

/// Work that a bundle left undone.
public struct Residual: Sendable {
  /// When it may run again.
  public enum Resume: Sendable, Hashable {
    /// At once.
    case now
    /// So many milliseconds after the commit.
    case after(milliseconds: Int64)
    /// When its source signals the token, or so many milliseconds after the commit, whichever is first.
    case wake(token: UInt64, atMostMilliseconds: Int64)
  }

  /// The element-and-restriction, as the only element of a block.
  public var block: ElementBlock
  /// The watermark of its outputs, in milliseconds: the output watermark of the stage is held here until it has run.
  public var watermark: Int64
  /// When it may run again.
  public var resume: Resume
  /// Whether more input is waiting at its source: the next bundle is then a long one.
  public var hasBacklog: Bool
  /// Whether it continues the bundle's own restriction (same lane, strictly after it) or was split off it.
  public var continues: Bool
  /// Whether its source comes to an end by itself.
  public var isBounded: Bool
  /// Of which of the bundle's restrictions it is left: the place in its input.
  public var restriction: Int

  /// Makes a residual.
  public init(
    block: ElementBlock, watermark: Int64, resume: Resume, hasBacklog: Bool, continues: Bool, isBounded: Bool,
    restriction: Int = 0
  ) {
    self.block = block
    self.watermark = watermark
    self.resume = resume
    self.hasBacklog = hasBacklog
    self.continues = continues
    self.isBounded = isBounded
    self.restriction = restriction
  }
}
