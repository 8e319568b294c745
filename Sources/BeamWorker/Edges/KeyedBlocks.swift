import Beam
import JoistPlan

/// The records that a bundle has written to a keyed edge, by key group.
struct KeyedBlocks {
  private var segments: [[RecordSegment]] = Array(repeating: [], count: GroupWriters.groups)
  /// The size of all records, in bytes.
  private(set) var bytes = 0

  /// Adds the records of a table of partial accumulators.
  /// - Parameters:
  ///   - records: the records, in the order of their key groups.
  ///   - context: the context of all records, or `RecordRun.general`.
  ///   - elements: the number of elements that they stand for. For lean records it is divided among the key groups by their
  ///     number of records.
  ///   - hold: see `RecordBlock.hold`.
  mutating func add(_ records: consuming SortedRecords, context: UInt32, elements: Int, hold: Int64) {
    let written = records.writer.count
    guard written > 0, let memory = Self.adopt(records.writer.takeMemory()) else { return }
    bytes += written
    var all = 0
    for group in 0..<GroupWriters.groups { all += records.groups[group].count }
    var start = 0
    var before = 0
    for group in 0..<GroupWriters.groups where records.groups[group].count > 0 {
      let entry = records.groups[group]
      let share =
        context == RecordRun.general
        ? entry.elements : elements * (before + entry.count) / all - elements * before / all
      segments[group].append(
        RecordSegment(
          in: memory, at: start, byteCount: entry.end - start, count: entry.count, elementCount: share,
          form: Self.form(context), values: .partials, hold: hold))
      start = entry.end
      before += entry.count
    }
  }

  /// Adds the records of streams, and empties the streams.
  /// - Parameters:
  ///   - writers: the streams.
  ///   - hold: returns the time at which the records of a context hold the watermark, in milliseconds.
  mutating func add(_ writers: inout GroupWriters, hold: (_ context: UInt32) -> Int64) {
    for group in 0..<GroupWriters.groups {
      for page in writers.takePages(of: group) {
        bytes += page.memory.count
        guard let memory = Self.adopt(page.memory) else { continue }
        for run in page.runs {
          segments[group].append(
            RecordSegment(
              in: memory, at: run.start, byteCount: run.byteCount, count: run.count, elementCount: run.count,
              form: Self.form(run.context), values: .inputs, hold: hold(run.context)))
        }
      }
    }
  }

  /// Removes and returns the blocks, one for each key group that has records.
  mutating func take(contexts: [WindowContext]) -> [RecordBlock] {
    var blocks: [RecordBlock] = []
    let count = segments.reduce(0) { $0 + ($1.isEmpty ? 0 : 1) }
    let share = WindowContext.memory(of: contexts) / max(count, 1)
    for group in segments.indices where !segments[group].isEmpty {
      blocks.append(
        RecordBlock(keyGroup: group, contexts: contexts, segments: segments[group], contextMemory: share))
      segments[group] = []
    }
    bytes = 0
    return blocks
  }

  /// Discards all records.
  mutating func removeAll() {
    for group in segments.indices { segments[group] = [] }
    bytes = 0
  }

  private static func form(_ context: UInt32) -> RecordSegment.Form {
    context == RecordRun.general ? .general : .lean(context: context)
  }

  /// Passes the ownership of memory to a `RecordMemory`, which frees it.
  // SAFETY: the memory was allocated by a `RawWriter` or a `RecordStream` and is not used by them any more.
  private static func adopt(_ memory: UnsafeMutableRawBufferPointer) -> RecordMemory? {
    memory.bindMemory(to: UInt8.self).baseAddress.map(RecordMemory.init(adopting:))
  }
}
