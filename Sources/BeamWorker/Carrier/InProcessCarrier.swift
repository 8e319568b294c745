public import Beam
public import BeamModel
public import JoistPlan
import Synchronization

// SAFETY: `@unchecked Sendable`: nothing is written after `init`. Creating executors and stores runs user code, which need not
// be thread-safe, so a lock protects each of the two. They do not share a lock, so that slow user code in one does not
// block the other.
/// Runs user code in this process.
public final class InProcessCarrier: Carrier, @unchecked Sendable {
  private let linking = Mutex(())
  private let storing = Mutex(())
  private let program: Program
  private let descriptors: [FnProto.ProcessBundleDescriptor?]
  private let groupings: [String?]

  /// Creates a carrier for a program's functions.
  /// - Parameters:
  ///   - pipeline: the program's complete pipeline. It must not be changed any more.
  ///   - descriptors: the bundle descriptor of each stage; nil for stages without user code.
  ///   - groupings: the path of the grouping step of each grouping stage; nil for other stages.
  public init(
    pipeline: Pipeline, descriptors: [FnProto.ProcessBundleDescriptor?], groupings: [String?]
  ) {
    program = Program(pipeline)
    self.descriptors = descriptors
    self.groupings = groupings
  }

  /// Creates an executor of a stage.
  public func makeExecutor(for stage: StageID) throws -> any BundleExecutor { try makeStreamingExecutor(for: stage) }

  /// Creates an executor of a stage, for bundles whose input arrives in pieces.
  public func makeStreamingExecutor(for stage: StageID) throws -> any StreamingExecutor {
    guard let descriptor = descriptors[stage.index] else {
      throw LinkError(message: "stage \(stage) has no user code")
    }
    return try linking.withLock { _ in
      var linker = Linker(program: program, descriptor: descriptor)
      return try linker.link()
    }
  }

  /// Creates a store of accumulators.
  public func makeCombineStore(for stage: StageID) throws -> any CombineStore {
    guard let path = groupings[stage.index] else { throw LinkError(message: "stage \(stage) does not combine") }
    return try storing.withLock { _ in try program.combineStore(path: path) }
  }

  /// Returns a failure of the stage's grouping step, with the key.
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
