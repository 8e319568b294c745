public import JoistPlan

/// Identifies a bundle or grouping task within a job. Numbers ascend in the order in which work is handed out.
public struct BundleID: Hashable, Sendable, Comparable, CustomStringConvertible {
  /// The number, from 1.
  public let number: UInt64

  init(_ number: UInt64) { self.number = number }

  /// Orders by the time of handing out.
  public static func < (a: BundleID, b: BundleID) -> Bool { a.number < b.number }
  /// `b17`.
  public var description: String { "b\(number)" }
}

/// Work for a thread.
public enum Work: Sendable {
  /// User code on some input. End it with `Coordinator.commit(_:_:now:)` or `Coordinator.fail(_:retryAt:)`.
  case bundle(BundleTask)
  /// Grouping. End it with `Coordinator.commit(_:now:)`.
  case group(GroupTask)
}

/// A bundle of user code.
public struct BundleTask: Sendable {
  /// The bundle's identifier.
  public let id: BundleID
  /// The stage whose code it runs.
  public let stage: StageID
  /// The elements or restrictions to process, in order.
  public let input: BundleInput
  /// The limits at which it ends by itself.
  public let limits: BundleLimits
  /// The stage's input watermark at the start of the bundle, in milliseconds; user code sees this one.
  public let inputWatermark: Int64
}
