/// The input of a bundle of user code.
public enum BundleInput: Sendable {
  /// Elements, in order.
  case elements([ElementBlock])
  /// Restrictions of a splittable step, in order: new ones, or ones that earlier bundles left. An unbounded restriction
  /// is alone in its bundle.
  case restrictions([Restriction])
  /// Records and timers of a stateful step, by key group.
  case keyed([KeyedInput])
}

/// A piece of a splittable step's work: an element with a restriction, encoded. The engine reads only its size.
public struct Restriction: Sendable {
  /// A block with the element and restriction as its only element.
  public var block: ElementBlock
  /// The watermark that its outputs respect, in milliseconds: that of its estimator when the last bundle left it, or
  /// the beginning of time.
  public var watermark: Int64
  /// Identifies the restriction through all its bundles. A part that is split off gets a new number.
  public var lane: Int

  /// Makes a restriction.
  public init(block: ElementBlock, watermark: Int64, lane: Int) {
    self.block = block
    self.watermark = watermark
    self.lane = lane
  }

  /// The hold on the output watermark of its stage after a bundle has left it, in milliseconds: `watermark`, or the end
  /// of its element's window if that is earlier.
  public var hold: Int64 { min(watermark, block.context(0).firstEnd) }
}

extension ElementBlock {
  /// The size of the restriction. As in Beam, it is a double at the end of the encoded element and restriction.
  public var restrictionSize: Double? {
    guard byteCount >= 8 else { return nil }
    var bits: UInt64 = 0
    for index in byteCount - 8..<byteCount { bits = bits << 8 | UInt64(bytes[index]) }
    return Double(bitPattern: bits)
  }
}
