import Rows

/// Where records go on their way to a grouping: one stream of bytes per key group.
///
/// A stream is cut into runs: all records of a run are of one context, or each names its own.
@frozen public struct GroupWriters {
  /// Number of key groups: the same for every keyed edge of every job.
  @inlinable package static var groups: Int { 128 }
  @usableFromInline package let streams: UnsafeMutablePointer<RecordStream>
  /// The context of the records that are being written, or `RecordRun.general`.
  private var context = RecordRun.general

  /// Makes empty streams.
  package init() {
    streams = .allocate(capacity: Self.groups)
    for group in 0..<Self.groups { (streams + group).initialize(to: RecordStream()) }
  }

  /// Says whose records follow: those of one context, or `RecordRun.general`.
  package mutating func begin(_ next: UInt32) {
    guard next != context else { return }
    for group in 0..<Self.groups { streams[group].endRun(of: context) }
    context = next
  }

  /// Bytes written.
  package var byteCount: Int {
    var total = 0
    for group in 0..<Self.groups { total += streams[group].byteCount }
    return total
  }

  /// Takes the pages of a key group out.
  package mutating func takePages(of group: Int) -> [RecordPage] { streams[group].takePages(endingRunOf: context) }

  /// Why a key or value could not be encoded; it is forgotten.
  package func takeFailure() -> CoderError? {
    var first: CoderError?
    for group in 0..<Self.groups {
      let failure = streams[group].takeFailure()
      first = first ?? failure
    }
    return first
  }

  /// The memory of the pages at hand, in bytes.
  package var memory: Int {
    var bytes = 0
    for group in 0..<Self.groups { bytes += streams[group].writer.capacity }
    return bytes
  }

  /// Forgets what was written; the memory of the pages at hand stays.
  package mutating func reset() {
    for group in 0..<Self.groups { streams[group].reset() }
  }

  /// Destroys the streams.
  package mutating func deallocate() {
    reset()
    streams.deinitialize(count: Self.groups)
    streams.deallocate()
  }

  /// The stream of a hash's key group: its top seven bits.
  @inlinable @inline(__always) func stream(ofHash hash: UInt64) -> UnsafeMutablePointer<RecordStream> {
    streams + Int(truncatingIfNeeded: hash &>> 57)
  }
}
