/// What some engines can do beyond elements, restrictions and plain grouping.
public struct EngineFeatures: OptionSet, Sendable, Hashable {
  /// The features as bits.
  public let rawValue: Int
  /// Features from their bits.
  public init(rawValue: Int) { self.rawValue = rawValue }

  /// State and timers for each key.
  public static let state = EngineFeatures(rawValue: 1)
  /// Side inputs of steps that are not splittable.
  public static let sideInputs = EngineFeatures(rawValue: 2)
}
