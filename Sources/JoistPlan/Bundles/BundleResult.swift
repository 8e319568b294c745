/// The result of a bundle. The engine takes all of it at once, or none of it if the bundle failed.
public struct BundleResult: Sendable {
  /// What the bundle wrote to each output of the stage, in the order of `Stage.outputs`.
  public var outputs: [BundleOutput]
  /// The work that is left, to be run later.
  public var residuals: [Residual]
  /// The number of elements that the bundle's head received.
  public var elementsIn: Int
  /// The number of elements, restrictions or key groups at the end of its input that the bundle has not begun. They are
  /// pending again, before any input that arrived later.
  public var undone: Int
  /// Elements of a stateful step that arrived after the watermark had passed the end of their window.
  public var late: LateElements

  /// Makes a result.
  public init(
    outputs: [BundleOutput] = [], residuals: [Residual] = [], elementsIn: Int = 0, undone: Int = 0,
    late: LateElements = LateElements()
  ) {
    self.outputs = outputs
    self.residuals = residuals
    self.elementsIn = elementsIn
    self.undone = undone
    self.late = late
  }
}

/// What a bundle wrote to one edge.
public enum BundleOutput: Sendable {
  /// Elements, for an edge of elements.
  case elements([ElementBlock])
  /// Records, for a keyed edge.
  case records([RecordBlock])

  /// The memory of the blocks, in bytes.
  public var memory: Int {
    switch self {
    case .elements(let blocks): blocks.reduce(0) { $0 + $1.memory }
    case .records(let blocks): blocks.reduce(0) { $0 + $1.memory }
    }
  }
}

/// Work that a bundle left for a later bundle.
public struct Residual: Sendable {
  /// When it may run again.
  public enum Resume: Sendable, Hashable {
    /// Immediately, without waiting for a time or for its source.
    case now
    /// This many milliseconds after the commit.
    case after(milliseconds: Int64)
    /// When its source signals the token, or this many milliseconds after the commit if that is earlier.
    case wake(token: UInt64, atMostMilliseconds: Int64)
  }

  /// The element and restriction, as the only element of a block.
  public var block: ElementBlock
  /// The watermark of its outputs, in milliseconds. It holds the output watermark of the stage until the residual has
  /// run.
  public var watermark: Int64
  /// When it may run again.
  public var resume: Resume
  /// Whether its source has more input ready. The next bundle then gets the limits of a backlog.
  public var hasBacklog: Bool
  /// Whether it continues the bundle's own restriction, in the same lane and after this bundle. False if it was split
  /// off.
  public var continues: Bool
  /// Whether its source is bounded.
  public var isBounded: Bool
  /// The index, in the bundle's input, of the restriction that it is part of.
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
