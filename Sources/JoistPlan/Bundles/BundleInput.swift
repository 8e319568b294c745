/// What a bundle of user code is given to work on.
public enum BundleInput: Sendable {
  /// Elements, in order.
  case elements([ElementBlock])
  /// Restrictions of a splittable step, fresh or as earlier bundles left them, in order. One that has no end is alone.
  case restrictions([Restriction])
}

/// A piece of a splittable step's work: an element with a restriction, encoded; opaque to the engine but for its size.
public struct Restriction: Sendable {
  /// The block that holds it; the restriction is its only element.
  public var block: ElementBlock
  /// The watermark that its outputs will not fall behind, in milliseconds: where its estimator stood when it was left, or
  /// the beginning of time.
  public var watermark: Int64
  /// Names the restriction through all its bundles; what is split off gets a new one.
  public var lane: Int

  /// Makes a restriction.
  public init(block: ElementBlock, watermark: Int64, lane: Int) {
    self.block = block
    self.watermark = watermark
    self.lane = lane
  }

  /// Where what a bundle left of it holds its stage's output watermark, in milliseconds: at `watermark`, or at the end of
  /// its element's window if that is earlier.
  public var hold: Int64 { min(watermark, block.context(0).firstEnd) }
}

extension ElementBlock {
  /// The size of the element-and-restriction that the block holds: what its encoding ends with, a double, as Beam has it.
  public var restrictionSize: Double? {
    guard byteCount >= 8 else { return nil }
    var bits: UInt64 = 0
    for index in byteCount - 8..<byteCount { bits = bits << 8 | UInt64(bytes[index]) }
    return Double(bitPattern: bits)
  }
}

/// How far a bundle may go before it ends by itself. Elements already given to a bundle of `elements` are always finished.
public struct BundleLimits: Sendable, Hashable {
  /// Bytes of output.
  public var outputBytes: Int
  /// Elements made by the bundle's head.
  public var elements: Int
  /// Time on the thread, in nanoseconds.
  public var nanoseconds: Int64

  /// Makes limits.
  public init(outputBytes: Int, elements: Int, nanoseconds: Int64) {
    self.outputBytes = outputBytes
    self.elements = elements
    self.nanoseconds = nanoseconds
  }

  /// A bounded source: a bundle large enough for combining before the shuffle, small enough for the cache.
  public static let bounded = BundleLimits(outputBytes: 8 << 20, elements: 1_000_000, nanoseconds: 1_000_000_000)
  /// An unbounded source with backlog.
  public static let backlog = BundleLimits(outputBytes: 1 << 20, elements: 1_000_000, nanoseconds: 100_000_000)
  /// An unbounded source that keeps up.
  public static let idle = BundleLimits(outputBytes: 1 << 20, elements: 1_000_000, nanoseconds: 5_000_000)
}
