import Beam
import JoistPlan
import Rows

/// The record streams of a bundle, for each window that occurs in it.
struct WindowedWriters {
  private var windows: [IntervalWindow] = []
  private var writers: [GroupWriters] = []
  private var spare: [GroupWriters] = []
  private var last = 0
  /// The first refusal of a coder among what was written and taken.
  private var failure: CoderError?
  /// The bytes that there were when they were counted last, and the records since.
  private var counted = 0
  private var uncounted = 0

  /// The streams of a window.
  mutating func writers(of window: IntervalWindow) -> Int {
    if last < windows.count, windows[last] == window { return last }
    if let known = windows.firstIndex(of: window) {
      last = known
      return known
    }
    windows.append(window)
    writers.append(spare.popLast() ?? GroupWriters())
    last = windows.count - 1
    return last
  }

  subscript(place: Int) -> GroupWriters { writers[place] }

  /// Notes records that are written to a window's streams.
  /// - Parameter time: the smallest timestamp among them, in milliseconds.
  mutating func note(_ records: Int, time: Int64, at place: Int) {
    if time < writers[place].minTime { writers[place].minTime = time }
    uncounted += records
  }

  /// Bytes written since the last count; 0 as long as few records have come.
  mutating func countBytes() -> Int {
    guard uncounted >= 8192 else { return 0 }
    uncounted = 0
    let before = counted
    counted = 0
    for writer in writers {
      for group in 0..<GroupWriters.groups { counted += writer.streams[group].byteCount }
    }
    return counted - before
  }

  /// The records as blocks, by window and key group; the streams are empty.
  mutating func takeBlocks(_ values: RecordBlock.Values) -> [RecordBlock] {
    var blocks: [RecordBlock] = []
    for place in windows.indices {
      for group in 0..<GroupWriters.groups {
        for page in writers[place].streams[group].takePages() {
          guard let bytes = page.memory.bindMemory(to: UInt8.self).baseAddress else { continue }
          blocks.append(
            RecordBlock(
              adopting: bytes, byteCount: page.memory.count, count: page.count, elementCount: page.count,
              window: windows[place].planWindow, keyGroup: group, values: values, minTime: writers[place].minTime))
        }
      }
    }
    removeAll()
    return blocks
  }

  /// Why a key or value could not be encoded; the streams forget it.
  mutating func takeFailure() -> CoderError? {
    defer { failure = nil }
    return failure
  }

  /// Bytes of the memory of spare streams.
  var keptMemory: Int { spare.reduce(0) { $0 + $1.memory } }

  /// Forgets what was written.
  mutating func removeAll() {
    for place in writers.indices {
      if failure == nil { failure = writers[place].takeFailure() }
      writers[place].reset()
      spare.append(writers[place])
    }
    writers.removeAll(keepingCapacity: true)
    windows.removeAll(keepingCapacity: true)
    last = 0
    counted = 0
    uncounted = 0
  }

  mutating func deallocate() {
    removeAll()
    for place in spare.indices { spare[place].deallocate() }
    spare = []
  }
}
