import Beam
import JoistPlan
import Rows

/// Writes pairs to a keyed edge, without combining them.
final class KeyedSink<Key: StreamKey, Value: Streamable>: BatchSink, Sink {
  typealias Element = KV<Key, Value>
  private let codec: KeyedCodec<Key, Value>
  private let scope: BundleScope
  // SAFETY: `@exclusivity(unchecked)`: one thread at a time uses a sink, and nothing that it calls calls back.
  @exclusivity(unchecked) private var records: DirectRecords

  init(codec: KeyedCodec<Key, Value>, scope: BundleScope, keepsTimes: Bool) {
    self.codec = codec
    self.scope = scope
    records = DirectRecords(keepsTimes: keepsTimes)
  }

  deinit { records.deallocate() }

  func start() { records.removeAll() }

  func abort() { records.removeAll() }

  func take(_ values: UnsafeMutablePointer<KV<Key, Value>>, _ count: Int, _ header: Header) throws {
    records.write(codec, values, count, header)
    // Bytes count twice, so that the blocks stay in the cache.
    scope.outputBytes += records.countBytes() * 2
  }

  func takeFailure() -> CoderError? { records.takeFailure() }

  var keptMemory: Int { records.keptMemory }

  func takeOutput() -> BundleOutput {
    var blocks = KeyedBlocks()
    records.take(into: &blocks, scope)
    return .records(blocks.take(contexts: scope.contexts.planContexts))
  }
}
