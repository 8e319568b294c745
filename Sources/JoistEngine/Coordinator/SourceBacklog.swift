public import JoistPlan

/// What the restrictions of a stage still hold: those that wait, those of bundles at work as they were at their beginning, and
/// what bundles have left that settle. What has been read does not count, committed or not.
public struct SourceBacklog: Sendable, Hashable {
  /// What the sizes count; nil: nobody can say, and `size` is 0.
  public let unit: SizeUnit?
  /// How many restrictions there are.
  public private(set) var restrictions = 0
  /// Their sizes together.
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

  /// Sizes are cut here, so that many without an end can be summed.
  private static let most = Double(1 << 40)

  /// A restriction's size as a whole number, so that what was added can be taken away again to the last digit.
  private func amount(_ block: ElementBlock) -> Int {
    guard unit != nil, let size = block.restrictionSize, size > 0 else { return 0 }
    return Int(min(size, Self.most).rounded(.up))
  }
}
