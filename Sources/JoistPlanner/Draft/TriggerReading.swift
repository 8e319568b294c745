import BeamModel
import JoistPlan

extension Trigger {
  /// The most parts of a trigger.
  private static let mostParts = mostNodes

  /// Reads a trigger in Beam's portable form.
  /// - Throws: ``PlannerError`` that names the step, if the trigger is incomplete or has too many parts.
  init(_ message: BeamProto.Trigger?, of step: DraftStep) throws(PlannerError) {
    var left = Self.mostParts
    self = try Self.read(message, of: step, &left)
    if nodeCount > Self.mostNodes {
      throw PlannerError(step: step.name, "its trigger has more than \(Self.mostNodes) parts")
    }
  }

  private static func read(
    _ message: BeamProto.Trigger?, of step: DraftStep, _ left: inout Int
  ) throws(PlannerError) -> Trigger {
    left -= 1
    guard left >= 0 else {
      throw PlannerError(step: step.name, "its trigger has more than \(mostParts) parts")
    }
    guard let message else { return .default }
    switch message.trigger {
    case nil: throw PlannerError(step: step.name, "its trigger is of no known kind")
    case .default?: return .default
    case .afterEndOfWindow(let parts)?:
      var early: Trigger?
      var late: Trigger?
      // They repeat by themselves.
      if let part = parts.earlyFirings { early = try read(part, of: step, &left).unrepeated }
      if let part = parts.lateFirings { late = try read(part, of: step, &left).unrepeated }
      if early == .never { early = nil }
      return .afterEndOfWindow(early: early, late: late)
    case .afterProcessingTime(let time)?: return .afterProcessingTime(try transforms(time, of: step))
    case .afterSynchronizedProcessingTime?: return .afterSynchronizedProcessingTime
    case .elementCount(let count)?:
      guard count.elementCount > 0 else {
        throw PlannerError(step: step.name, "its trigger fires after \(count.elementCount) elements")
      }
      return .afterCount(Int(count.elementCount))
    case .afterEach(let parts)?: return .afterEach(try read(parts.subtriggers, of: step, &left))
    case .afterAny(let parts)?: return .afterAny(try read(parts.subtriggers, of: step, &left))
    case .afterAll(let parts)?: return .afterAll(try read(parts.subtriggers, of: step, &left))
    case .repeat(let part)?: return .repeatedly(try read(part.subtrigger, of: step, &left))
    case .orFinally(let parts)?:
      return .orFinally(
        try read(parts.main, of: step, &left), until: try read(parts.finally, of: step, &left))
    case .always?: return .always
    case .never?: return .never
    }
  }

  private static func read(
    _ parts: [BeamProto.Trigger], of step: DraftStep, _ left: inout Int
  ) throws(PlannerError) -> [Trigger] {
    if parts.isEmpty { throw PlannerError(step: step.name, "its trigger combines no triggers") }
    var triggers: [Trigger] = []
    for part in parts { triggers.append(try read(part, of: step, &left)) }
    return triggers
  }

  private var unrepeated: Trigger { if case .repeatedly(let part) = self { part.unrepeated } else { self } }

  private static func transforms(
    _ time: BeamProto.Trigger.AfterProcessingTime, of step: DraftStep
  ) throws(PlannerError) -> [TimeTransform] {
    var transforms: [TimeTransform] = []
    for transform in time.timestampTransforms {
      switch transform.timestampTransform {
      case .delay(let delay)? where delay.delayMillis >= 0: transforms.append(.delay(milliseconds: delay.delayMillis))
      case .alignTo(let align)? where align.period > 0:
        transforms.append(.align(period: align.period, offset: align.offset))
      default: throw PlannerError(step: step.name, "its trigger has a delay or an alignment without a meaning")
      }
    }
    return transforms
  }

  /// Whether partial accumulators may stand for elements before the grouping: the trigger does not count them. Source: Beam's runners
  /// lift combiners under these triggers.
  var allowsLifting: Bool {
    switch self {
    case .default, .always, .never, .afterProcessingTime, .afterSynchronizedProcessingTime: true
    case .afterCount(let count): count == 1
    case .afterEndOfWindow(let early, let late): (early?.allowsLifting ?? true) && (late?.allowsLifting ?? true)
    case .afterAny(let parts): parts.allSatisfy { $0.allowsLifting }
    case .repeatedly(let part): part.allowsLifting
    case .afterEach, .afterAll, .orFinally: false
    }
  }
}
