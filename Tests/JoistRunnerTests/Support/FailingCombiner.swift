import Beam
import BeamWorker
import JoistPlan

/// A carrier whose combiners are away for ever.
struct FailingCombiner: Carrier {
  private let bundles: ToyCarrier

  /// Makes it beside the code of bundles.
  init(_ bundles: ToyCarrier) { self.bundles = bundles }

  /// A block of one record.
  static var records: RecordBlock {
    var bytes = withUnsafeBytes(of: UInt64(1)) { Array($0) }
    bytes += withUnsafeBytes(of: (UInt32(1), UInt32(1))) { Array($0) } + [7, 8]
    let memory = UnsafeMutablePointer<UInt8>.allocate(capacity: bytes.count)
    memory.update(from: bytes, count: bytes.count)
    let segment = RecordSegment(
      in: RecordMemory(adopting: memory), byteCount: bytes.count, count: 1, elementCount: 1, form: .lean(context: 0),
      values: .inputs, hold: 0)
    return RecordBlock(keyGroup: Plan.keyGroup(ofHash: 1), contexts: [.global], segments: [segment])
  }

  func makeExecutor(for stage: StageID) throws -> any BundleExecutor { try bundles.makeExecutor(for: stage) }

  func makeCombineStore(for stage: StageID) throws -> any CombineStore { Store() }

  /// Fails at the first record, so that there is never anything else to do.
  private final class Store: CombineStore {
    var memory: Int { 0 }

    func add(
      values: UnsafePointer<UnsafeRawBufferPointer>, slots: UnsafePointer<UInt32>, count: Int,
      kind: RecordSegment.Values
    ) throws {
      throw CombineFailure(index: 0, underlying: RetryableError("the combiner is away", hadContact: true))
    }

    func merge(sources: UnsafePointer<UInt32>, into targets: UnsafePointer<UInt32>, count: Int) throws {}
    func clear(slots: UnsafeBufferPointer<UInt32>) {}
    func emit(keys: KeyColumn, into builder: ElementBlockBuilder) throws {}
    func emit(
      slots: UnsafeBufferPointer<UInt32>, numbers: UnsafePointer<UInt32>, keys: KeyColumn,
      into builder: ElementBlockBuilder
    ) throws {}
    func reset() {}
  }
}
