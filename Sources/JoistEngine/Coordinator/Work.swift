public import JoistPlan

/// Names a bundle or grouping task, through the whole job: numbers are given in the order of handing out.
public struct BundleID: Hashable, Sendable, Comparable, CustomStringConvertible {
  /// The number, from 1.
  public let number: UInt64

  init(_ number: UInt64) { self.number = number }

  /// Order of handing out.
  public static func < (a: BundleID, b: BundleID) -> Bool { a.number < b.number }
  /// `b17`.
  public var description: String { "b\(number)" }
}

/// What the coordinator gives a thread to do.
public enum Work: Sendable {
  /// User code on some input. Ends with `Coordinator.commit(_:_:now:)` or `Coordinator.fail(_:retryAt:)`.
  case bundle(BundleTask)
  /// Grouping. Ends with `Coordinator.commit(_:now:)`.
  case group(GroupTask)
}

/// A bundle of user code.
public struct BundleTask: Sendable {
  /// Names the bundle.
  public let id: BundleID
  /// Whose code it is.
  public let stage: StageID
  /// What it is given.
  public let input: BundleInput
  /// How far it may go.
  public let limits: BundleLimits
  /// The stage's input watermark at the start of the bundle, in milliseconds: what user code sees.
  public let inputWatermark: Int64
}
