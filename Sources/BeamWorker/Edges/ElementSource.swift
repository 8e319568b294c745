import Beam
import JoistPlan
import Rows

/// The input of a stage.
protocol Source: AnyObject {
  /// Decodes a block and pushes its elements downstream, until the bundle reaches its output limit.
  /// - Returns: how many elements have been pushed.
  func run(_ block: ElementBlock, scope: BundleScope) throws -> Int
}

/// Decodes blocks of one type into batches.
final class ElementSource<Element>: Source {
  private let codec: Codec<Element>
  /// The step whose output the elements are.
  private let step: Step
  private let origins: BlockOrigins
  private let output: Receiver<Element>
  // SAFETY: `batch` and `contexts` have room for `capacity` entries and are freed in `deinit`. Decoding initialises the
  // elements of `batch`, and downstream owns them from then on.
  private let batch: UnsafeMutablePointer<Element>
  private let contexts: UnsafeMutablePointer<UInt32>
  private let capacity = BatchCapacity.of(Element.self)
  /// The size of the next batch. A bundle ends only between batches, so batches with much output per element are smaller.
  private var pace = 1

  init(codec: Codec<Element>, step: Step, origins: BlockOrigins, output: Receiver<Element>) {
    self.codec = codec
    self.step = step
    self.origins = origins
    self.output = output
    batch = .allocate(capacity: capacity)
    contexts = .allocate(capacity: capacity)
  }

  deinit {
    batch.deallocate()
    contexts.deallocate()
  }

  func run(_ block: ElementBlock, scope: BundleScope) throws -> Int {
    guard block.count > 0 else { return 0 }
    return try origins.during(block) { try push(block, scope) }
  }

  private func push(_ block: ElementBlock, _ scope: BundleScope) throws -> Int {
    let numbers = block.contexts.map { scope.contexts.intern($0.entry) }
    let enough = scope.control.outputBytes
    var start = 0
    while start < block.count {
      if scope.outputBytes >= enough { return start }
      let before = scope.outputBytes
      let count = min(pace, block.count - start)
      var header = Header(time: block.uniformTime, context: numbers[0])
      if scope.wantsOrigins {
        header.origins = origins.origins
        header.originOffset = Int32(truncatingIfNeeded: start)
      }
      if let times = block.times { header.times = times + start }
      if let indices = block.contextIndices {
        for i in 0..<count { contexts[i] = numbers[Int(indices[start + i])] }
        header.contexts = contexts
      }
      var decoded = 0
      do {
        try codec.decode(block.bytes, block.offsets + start, count, block, batch, &decoded)
      } catch {
        batch.deinitialize(count: decoded)
        let index = min(start + decoded, block.count - 1)
        throw StepFailure(
          step: step.path, site: step.site, element: EncodedText.of(block[index]),
          timestamp: Timestamp(milliseconds: block.time(index)),
          underlying: UndecodableValue(type: "\(Element.self)", underlying: error))
      }
      do {
        try output.take(batch, count, header)
      } catch let failure as StepFailure {
        throw naming(failure, in: block)
      }
      start += count
      adapt(to: scope.outputBytes &- before)
    }
    return block.count
  }

  /// Chooses the size of the next batch.
  /// - Parameter made: the output of the last batch, in bytes.
  private func adapt(to made: Int) {
    if made > 1 << 20 { pace = max(1, pace / 2) } else if pace < capacity { pace = min(capacity, pace * 2) }
  }

  /// Adds the key and the timestamp of the group to a failure that was caused by reading a group of this block.
  private func naming(_ failure: StepFailure, in block: ElementBlock) -> StepFailure {
    guard let fault = failure.underlying as? GroupFault else { return failure }
    let offset = fault.address - UnsafeRawPointer(block.bytes)
    guard offset > 0, let index = (0..<block.count).last(where: { block.offsets[$0] < offset }),
      offset <= block.offsets[index + 1]
    else { return failure }
    return StepFailure(
      step: failure.step, site: failure.site, element: nil, key: codec.keyText?(block[index]),
      timestamp: Timestamp(milliseconds: block.time(index)), underlying: fault.error)
  }
}
