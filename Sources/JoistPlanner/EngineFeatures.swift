/// Features that not every engine has. All engines run elements, restrictions and groupings.
public struct EngineFeatures: OptionSet, Sendable, Hashable {
  /// A bit for each feature.
  public let rawValue: Int
  /// The features whose bits are set.
  public init(rawValue: Int) { self.rawValue = rawValue }

  /// State and timers for each key.
  public static let state = EngineFeatures(rawValue: 1)
  /// Side inputs, except those of splittable steps.
  public static let sideInputs = EngineFeatures(rawValue: 2)
}
