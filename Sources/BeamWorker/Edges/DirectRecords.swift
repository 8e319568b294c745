import Beam
import JoistPlan
import Rows

/// The record streams of a bundle: for pairs that are written one by one.
struct DirectRecords {
  private var writers = GroupWriters()
  /// The smallest timestamp among the records, in milliseconds.
  private var minTime = Int64.max
  /// The bytes that there were when they were counted last, and the records since.
  private var counted = 0
  private var uncounted = 0
  /// Whether anything was written.
  private var isEmpty = true
  /// The first refusal of a coder among what was written and taken.
  private var failure: CoderError?

  /// Writes a batch, which is moved out of its buffer.
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
      } else {
        writers.begin(part.context)
        codec.writeLean(pairs + start, count, writers)
      }
    }
  }

  /// Bytes written since the last count; 0 as long as few records have come.
  mutating func countBytes() -> Int {
    guard uncounted >= 8192 else { return 0 }
    uncounted = 0
    let before = counted
    counted = writers.byteCount
    return counted - before
  }

  /// Moves what was written to the bundle's blocks.
  mutating func take(into blocks: inout KeyedBlocks, _ scope: BundleScope) {
    if isEmpty { return }
    let minTime = minTime
    let general = scope.contexts.firstEnd(of: RecordRun.general)
    blocks.add(&writers) { context in
      min(minTime, context == RecordRun.general ? general : scope.contexts.firstEnd(of: context))
    }
    removeAll()
  }

  /// Bytes of memory that it keeps from one bundle to the next.
  var keptMemory: Int { writers.memory }

  /// Why a key or value could not be encoded; it is forgotten.
  mutating func takeFailure() -> CoderError? {
    defer { failure = nil }
    return failure
  }

  /// Forgets what was written.
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
