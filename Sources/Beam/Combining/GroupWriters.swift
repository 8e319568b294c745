import Rows

/// Writes records for a grouping into one stream of bytes per key group. The owner calls `deallocate` once.
///
/// A stream consists of runs. The records of a run share a context, or each of them names its own.
@frozen public struct GroupWriters {
  /// The number of key groups, the same for every keyed edge of every job.
  @inlinable package static var groups: Int { 128 }
  // SAFETY: `groups` initialised streams, from `init` until `deallocate`. A hash's top seven bits index 128 of them.
  @usableFromInline package let streams: UnsafeMutablePointer<RecordStream>
  /// The context of the current run, or `RecordRun.general`.
  private var context = RecordRun.general

  /// Creates empty streams.
  package init() {
    streams = .allocate(capacity: Self.groups)
    for group in 0..<Self.groups { (streams + group).initialize(to: RecordStream()) }
  }

  /// Begins a run in each stream, if the context differs from the current one.
  /// - Parameter next: the context of the records that follow, or `RecordRun.general`.
  package mutating func begin(_ next: UInt32) {
    guard next != context else { return }
    for group in 0..<Self.groups { streams[group].endRun(of: context) }
    context = next
  }

  /// The number of bytes written.
  package var byteCount: Int {
    var total = 0
    for group in 0..<Self.groups { total += streams[group].byteCount }
    return total
  }

  /// Removes and returns the pages of a key group.
  package mutating func takePages(of group: Int) -> [RecordPage] { streams[group].takePages(endingRunOf: context) }

  /// Returns and clears the first error of a key's or value's coder; nil if there is none.
  package func takeFailure() -> CoderError? {
    var first: CoderError?
    for group in 0..<Self.groups {
      let failure = streams[group].takeFailure()
      first = first ?? failure
    }
    return first
  }

  /// The memory of the current pages, in bytes.
  package var memory: Int {
    var bytes = 0
    for group in 0..<Self.groups { bytes += streams[group].writer.capacity }
    return bytes
  }

  /// Discards all records, but keeps the memory of the current pages.
  package mutating func reset() {
    for group in 0..<Self.groups { streams[group].reset() }
  }

  /// Destroys the streams.
  package mutating func deallocate() {
    reset()
    streams.deinitialize(count: Self.groups)
    streams.deallocate()
  }

  /// Returns the stream of a key group: the top seven bits of a hash.
  @inlinable @inline(__always) func stream(ofHash hash: UInt64) -> UnsafeMutablePointer<RecordStream> {
    streams + Int(truncatingIfNeeded: hash &>> 57)
  }
}
