import Beam
import JoistPlan
import Rows

/// Writes pairs to a keyed edge as they are.
final class KeyedSink<Key: StreamKey, Value: Streamable>: BatchTaker, Sink {
  typealias Element = KV<Key, Value>
  private let codec: KeyedCodec<Key, Value>
  private let scope: BundleScope
  private var writers = WindowedWriters()

  init(codec: KeyedCodec<Key, Value>, scope: BundleScope) {
    self.codec = codec
    self.scope = scope
  }

  deinit { writers.deallocate() }

  func start() {
    writers.removeAll()
  }

  func abort() { writers.removeAll() }

  func take(_ values: UnsafeMutablePointer<KV<Key, Value>>, _ count: Int, _ header: Header) throws {
    try WindowRuns.forEach(count, header, scope) { start, count, windows, minTime in
      for (number, window) in windows.enumerated() {
        let place = writers.writers(of: window)
        writers.note(count, time: minTime, at: place)
        codec.write(values + start, count, writers[place], number == windows.count - 1)
      }
      if windows.isEmpty { (values + start).deinitialize(count: count) }
    }
    // Twice, since the blocks are to stay in the cache.
    scope.outputBytes += writers.countBytes() * 2
  }

  func takeFailure() -> CoderError? { writers.takeFailure() }

  var keptMemory: Int { writers.keptMemory }

  func takeOutput() -> BundleOutput { .records(writers.takeBlocks(.inputs)) }
}
