public import JoistPlan

/// What the restrictions of a stage have still to read. Counted are restrictions that wait, those of running bundles as
/// they were at their start, and those that settling bundles left. Input that has been read is not part of it,
/// committed or not.
public struct SourceBacklog: Sendable, Hashable {
  /// The unit of `size`; nil if it is unknown, and `size` is 0.
  public let unit: SizeUnit?
  /// The number of restrictions.
  public private(set) var restrictions = 0
  /// The sum of their sizes.
  public private(set) var size = 0

  init(unit: SizeUnit?) { self.unit = unit }

  mutating func add(_ block: ElementBlock) {
    restrictions += 1
    size &+= amount(block)
  }

  mutating func remove(_ block: ElementBlock) {
    restrictions -= 1
    size &-= amount(block)
  }

  /// The largest size that is counted, so that sums of endless restrictions do not overflow.
  private static let most = Double(1 << 40)

  /// A restriction's size as a whole number, so that removing it subtracts exactly what was added.
  private func amount(_ block: ElementBlock) -> Int {
    guard unit != nil, let size = block.restrictionSize, size > 0 else { return 0 }
    return Int(min(size, Self.most).rounded(.up))
  }
}
