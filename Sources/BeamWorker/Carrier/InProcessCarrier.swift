public import Beam
public import BeamModel
public import JoistPlan
import Synchronization

// Sendable: nothing is written after `init`. What makes executors and stores runs code of the author's, which need not bear two
// threads at once: each stands behind a lock of its own, so that a slow `setUp` stops no grouping.
/// Runs user code in this process, by direct calls.
public final class InProcessCarrier: Carrier, @unchecked Sendable {
  private let linking = Mutex(())
  private let storing = Mutex(())
  private let program: Program
  private let descriptors: [FnProto.ProcessBundleDescriptor?]
  private let groupings: [String?]

  /// Makes a carrier of a program's functions.
  /// - Parameters:
  ///   - pipeline: the program's pipeline, fully built; it must not be changed any more.
  ///   - descriptors: by stage, what its bundles do; nil for stages of the engine's own.
  ///   - groupings: by stage, the path of the step that a grouping stage groups for; nil for others.
  public init(
    pipeline: Pipeline, descriptors: [FnProto.ProcessBundleDescriptor?], groupings: [String?]
  ) {
    program = Program(pipeline)
    self.descriptors = descriptors
    self.groupings = groupings
  }

  /// Links an executor.
  public func makeExecutor(for stage: StageID) throws -> any BundleExecutor { try makeStreamingExecutor(for: stage) }

  /// Links an executor, for bundles whose input arrives piece by piece.
  public func makeStreamingExecutor(for stage: StageID) throws -> any StreamingExecutor {
    guard let descriptor = descriptors[stage.index] else {
      throw LinkError(message: "stage \(stage) has no user code")
    }
    return try linking.withLock { _ in
      var linker = Linker(program: program, descriptor: descriptor)
      return try linker.link()
    }
  }

  /// Makes a store of accumulators.
  public func makeCombineStore(for stage: StageID) throws -> any CombineStore {
    guard let path = groupings[stage.index] else { throw LinkError(message: "stage \(stage) does not combine") }
    return try storing.withLock { _ in try program.combineStore(path: path) }
  }

  /// A failure of the step that a grouping stage groups for.
  public func failure(_ failure: GroupingFailure, of stage: StageID) -> any Error {
    guard let path = groupings[stage.index] else { return failure.underlying }
    return storing.withLock { _ in
      guard let node = try? program.node(path) else { return failure.underlying }
      return failure.key.withUnsafeBytes { key in
        switch node.kind {
        case .groupByKey(let links): node.step.failure(failure.underlying, key: links.keyText(key))
        case .combinePerKey(let links): node.step.failure(failure.underlying, key: links.keyText(key))
        default: node.step.failure(failure.underlying)
        }
      }
    }
  }
}
