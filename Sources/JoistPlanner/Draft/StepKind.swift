import BeamModel

/// The kinds of steps that the planner knows.
enum StepKind: Sendable, Hashable {
  case impulse
  case testStream
  case parDo
  case flatten
  case assignWindows
  case groupByKey
  case combinePerKey
  case reshuffle
  /// Made by a phase: deals elements to all threads.
  case redistribute
  /// Made by a phase: combines the values of each key in one bundle.
  case precombine
  /// Made by a phase: groups by key and window and merges accumulators.
  case mergeAccumulators
  /// Made by a phase: turns accumulators into results.
  case extractOutputs
  /// Made by a phase: pairs elements with their restrictions.
  case pairWithRestriction
  /// Made by a phase: splits restrictions and computes their sizes.
  case splitAndSize
  /// Made by a phase: processes restrictions.
  case processRestrictions

  /// The kind for a URN in a pipeline; nil if the planner does not know it.
  init?(urn: String) {
    guard let kind = Self.accepted[urn] else { return nil }
    self = kind
  }

  private static let accepted: [String: StepKind] = [
    BeamProto.StandardPTransforms.Primitives.impulse: .impulse,
    BeamProto.StandardPTransforms.Primitives.testStream: .testStream,
    BeamProto.StandardPTransforms.Primitives.parDo: .parDo,
    BeamProto.StandardPTransforms.Primitives.flatten: .flatten,
    BeamProto.StandardPTransforms.Primitives.assignWindows: .assignWindows,
    BeamProto.StandardPTransforms.Primitives.groupByKey: .groupByKey,
    BeamProto.StandardPTransforms.Composites.combinePerKey: .combinePerKey,
    BeamProto.StandardPTransforms.Composites.reshuffle: .reshuffle,
    BeamProto.StandardPTransforms.Composites.redistributeArbitrarily: .reshuffle,
    BeamProto.StandardPTransforms.Composites.redistributeByKey: .reshuffle,
  ]

  /// Whether elements begin here.
  var isRoot: Bool { self == .impulse || self == .testStream }

  /// Whether a worker runs the step, in the environment that the step names.
  var runsOnWorker: Bool {
    switch self {
    case .parDo, .assignWindows, .precombine, .extractOutputs, .pairWithRestriction, .splitAndSize,
      .processRestrictions:
      true
    case .impulse, .testStream, .flatten, .groupByKey, .combinePerKey, .reshuffle, .redistribute, .mergeAccumulators:
      false
    }
  }

  /// The URN of steps of this kind.
  var urn: String {
    typealias Combine = BeamProto.StandardPTransforms.CombineComponents
    typealias Splittable = BeamProto.StandardPTransforms.SplittableParDoComponents
    switch self {
    case .impulse: return BeamProto.StandardPTransforms.Primitives.impulse
    case .testStream: return BeamProto.StandardPTransforms.Primitives.testStream
    case .parDo: return BeamProto.StandardPTransforms.Primitives.parDo
    case .flatten: return BeamProto.StandardPTransforms.Primitives.flatten
    case .assignWindows: return BeamProto.StandardPTransforms.Primitives.assignWindows
    case .groupByKey: return BeamProto.StandardPTransforms.Primitives.groupByKey
    case .combinePerKey: return BeamProto.StandardPTransforms.Composites.combinePerKey
    case .reshuffle: return BeamProto.StandardPTransforms.Composites.reshuffle
    case .redistribute: return "joist:engine:redistribute:v1"
    case .precombine: return Combine.combinePerKeyPrecombine
    case .mergeAccumulators: return Combine.combinePerKeyMergeAccumulators
    case .extractOutputs: return Combine.combinePerKeyExtractOutputs
    case .pairWithRestriction: return Splittable.pairWithRestriction
    case .splitAndSize: return Splittable.splitAndSizeRestrictions
    case .processRestrictions: return Splittable.processSizedElementsAndRestrictions
    }
  }
}
