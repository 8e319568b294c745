import Beam
import JoistPlan

/// The records that a bundle has written to a keyed edge, by key group.
struct KeyedBlocks {
  private var segments: [[RecordSegment]] = Array(repeating: [], count: GroupWriters.groups)
  /// The bytes of all records.
  private(set) var bytes = 0

  /// Adds what came out of a table of partial accumulators.
  /// - Parameters:
  ///   - records: the records in the order of their key groups.
  ///   - context: the context of all, or `RecordRun.general`.
  ///   - elements: how many elements they stand for. Those of lean records are shared out by the number of records.
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

  /// Adds what was written record by record; the streams are empty.
  /// - Parameter hold: where the records of a context hold the watermark.
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

  /// Takes the blocks out, one for each key group that has records.
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

  /// Forgets what was written.
  mutating func removeAll() {
    for group in segments.indices { segments[group] = [] }
    bytes = 0
  }

  private static func form(_ context: UInt32) -> RecordSegment.Form {
    context == RecordRun.general ? .general : .lean(context: context)
  }

  private static func adopt(_ memory: UnsafeMutableRawBufferPointer) -> RecordMemory? {
    memory.bindMemory(to: UInt8.self).baseAddress.map(RecordMemory.init(adopting:))
  }
}
