import Beam
import JoistPlan
import Rows

/// Writes a bundle's pairs as records, one by one, without combining them. The owner calls `deallocate` once.
struct DirectRecords {
  private var writers = GroupWriters()
  /// Whether each record has its timestamp, and not only those of batches with several windows.
  private let keepsTimes: Bool
  /// The smallest timestamp of the records, in milliseconds.
  private var minTime = Int64.max
  /// The number of bytes at the last count.
  private var counted = 0
  /// The number of records since the last count, and at how many to count again.
  private var uncounted = 0
  private var nextCount = 1
  /// Whether nothing has been written.
  private var isEmpty = true
  /// The first error of a coder; cleared when it is taken.
  private var failure: CoderError?

  init(keepsTimes: Bool = false) { self.keepsTimes = keepsTimes }

  /// Writes a batch of pairs, which are moved out of their buffer.
  mutating func write<Key, Value>(
    _ codec: KeyedCodec<Key, Value>, _ pairs: UnsafeMutablePointer<KV<Key, Value>>, _ count: Int, _ header: Header
  ) {
    isEmpty = false
    uncounted += count
    minTime = min(minTime, header.minTime(count))
    ContextRuns.forEach(header, count) { start, count, part in
      if let contexts = part.contexts {
        writers.begin(RecordRun.general)
        codec.writeGeneral(
          pairs + start, count, writers, part.time, part.times.map { UnsafePointer($0) }, UnsafePointer(contexts))
      } else if keepsTimes {
        writeTimed(codec, pairs + start, count, part)
      } else {
        writers.begin(part.context)
        codec.writeLean(pairs + start, count, writers)
      }
    }
  }

  /// Writes pairs of one context with their timestamps.
  private mutating func writeTimed<Key, Value>(
    _ codec: KeyedCodec<Key, Value>, _ pairs: UnsafeMutablePointer<KV<Key, Value>>, _ count: Int, _ header: Header
  ) {
    writers.begin(RecordRun.general)
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: count) { contexts in
      contexts.initialize(repeating: header.context)
      guard let contexts = contexts.baseAddress else { return }
      codec.writeGeneral(
        pairs, count, writers, header.time, header.times.map { UnsafePointer($0) }, UnsafePointer(contexts))
    }
  }

  /// Returns the number of bytes written since the last count; 0 if there are too few new records to count. Counting is
  /// slow, so it is done about once for each 256 KiB.
  mutating func countBytes() -> Int {
    guard uncounted >= nextCount else { return 0 }
    let before = counted
    counted = writers.byteCount
    nextCount = min(max((256 << 10) * uncounted / max(counted - before, 1), 1), 8192)
    uncounted = 0
    return counted - before
  }

  /// Moves the records to the bundle's blocks.
  mutating func take(into blocks: inout KeyedBlocks, _ scope: BundleScope) {
    if isEmpty { return }
    let minTime = minTime
    let general = scope.contexts.firstEnd(of: RecordRun.general)
    blocks.add(&writers) { context in
      min(minTime, context == RecordRun.general ? general : scope.contexts.firstEnd(of: context))
    }
    removeAll()
  }

  /// The memory that is kept between bundles, in bytes.
  var keptMemory: Int { writers.memory }

  /// Returns and clears the first error of a coder; nil if there is none.
  mutating func takeFailure() -> CoderError? {
    defer { failure = nil }
    return failure
  }

  /// Discards all records, but keeps the first error of a coder.
  mutating func removeAll() {
    if failure == nil { failure = writers.takeFailure() }
    writers.reset()
    minTime = Int64.max
    counted = 0
    uncounted = 0
    isEmpty = true
  }

  mutating func deallocate() { writers.deallocate() }
}
