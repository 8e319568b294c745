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

  mutating func note(time: Int64, at place: Int) {
    if time < writers[place].minTime { writers[place].minTime = time }
  }

  /// Bytes written.
  var byteCount: Int {
    var total = 0
    for writer in writers {
      for group in 0..<GroupWriters.groups { total += writer.streams[group].writer.count }
    }
    return total
  }

  /// The records as blocks, by window and key group; the streams are empty and keep their memory.
  mutating func takeBlocks(_ values: RecordBlock.Values) -> [RecordBlock] {
    var blocks: [RecordBlock] = []
    for place in windows.indices {
      for group in 0..<GroupWriters.groups {
        let stream = writers[place].streams + group
        let count = stream.pointee.count
        guard count > 0 else { continue }
        let bytes = stream.pointee.writer.bytes
        let copy = UnsafeMutablePointer<UInt8>.allocate(capacity: bytes.count)
        UnsafeMutableRawPointer(copy).copyMemory(
          from: bytes.baseAddress ?? UnsafeRawPointer(copy), byteCount: bytes.count)
        blocks.append(
          RecordBlock(
            adopting: copy, byteCount: bytes.count, count: count, elementCount: stream.pointee.elements,
            window: windows[place].planWindow, keyGroup: group, values: values, minTime: writers[place].minTime))
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

  /// Forgets what was written.
  mutating func removeAll() {
    for place in writers.indices {
      for group in 0..<GroupWriters.groups {
        let stream = writers[place].streams + group
        if failure == nil { failure = stream.pointee.writer.takeFailure() }
        stream.pointee.writer.reset()
        stream.pointee.count = 0
        stream.pointee.elements = 0
      }
      writers[place].minTime = Int64.max
      spare.append(writers[place])
    }
    writers.removeAll(keepingCapacity: true)
    windows.removeAll(keepingCapacity: true)
    last = 0
  }

  mutating func deallocate() {
    removeAll()
    for writer in spare { writer.deallocate() }
    spare = []
  }
}

/// Cuts a batch into runs of elements with the same windows.
enum WindowRuns {
  /// Calls `body` with each run: where it starts, how long it is, its windows, its smallest timestamp.
  static func forEach(
    _ count: Int, _ header: Header, _ scope: BundleScope,
    _ body: (_ start: Int, _ count: Int, _ windows: [IntervalWindow], _ minTime: Int64) throws -> Void
  ) throws {
    var start = 0
    while start < count {
      var end = count
      let context = header.context(at: start)
      if let column = header.contexts {
        end = start + 1
        while end < count, column[end] == context { end += 1 }
      }
      var smallest = header.time
      if let times = header.times {
        smallest = times[start]
        for i in start..<end where times[i] < smallest { smallest = times[i] }
      }
      try body(start, end - start, scope.contexts[context].windows, smallest)
      start = end
    }
  }
}
