public import Rows

/// Where the records of one window go on their way to a grouping: one stream of bytes per key group.
@frozen public struct GroupWriters {
  /// One key group's stream, in pages: so that what is large is never copied.
  @frozen public struct Stream: ~Copyable {
    /// The page at hand.
    @usableFromInline package var writer: RawWriter
    @usableFromInline package var count = 0
    /// The pages that are full.
    private var pages: [Page] = []

    @usableFromInline init() { writer = RawWriter(capacity: 0) }

    /// Appends a record; `value` writes the value's bytes.
    @inlinable @inline(__always)
    mutating func append<Key: StreamKey>(hash: UInt64, key: borrowing Key, value: (inout RawWriter) -> Void) {
      writer.writeRecord(hash: hash, key: key, value: value)
      count &+= 1
      if writer.count >= Page.full { closePage() }
    }

    @usableFromInline @inline(never) mutating func closePage() {
      pages.append(Page(memory: writer.takeMemory(leaving: Page.size), count: count))
      count = 0
    }

    /// Bytes written.
    package var byteCount: Int { pages.reduce(writer.count) { $0 + $1.memory.count } }

    /// Takes all pages out. The last one, if it is mostly empty, is copied to a smaller memory.
    package mutating func takePages() -> [Page] {
      var taken = pages
      pages = []
      if writer.count > Page.size / 2 {
        // The next window will need as much.
        taken.append(Page(memory: writer.takeMemory(leaving: Page.size), count: count))
      } else if writer.count > 0 {
        let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: writer.count, alignment: 1)
        copy.copyMemory(from: writer.bytes)
        taken.append(Page(memory: copy, count: count))
        writer.reset()
      }
      count = 0
      return taken
    }

    /// Why something that was written could not be encoded; it is forgotten.
    mutating func takeFailure() -> CoderError? { writer.takeFailure() }

    /// Forgets what was written; the memory of the page at hand stays.
    mutating func reset() {
      for page in pages { page.memory.deallocate() }
      pages = []
      writer.reset()
      count = 0
    }
  }

  /// Records that stand one behind the other; whoever takes a page frees its memory.
  @usableFromInline package struct Page {
    /// The bytes written.
    package let memory: UnsafeMutableRawBufferPointer
    /// How many records there are.
    package let count: Int

    /// Bytes of a page's memory.
    static var size: Int { 16 << 10 }
    /// A page with so many bytes takes no other record.
    @inlinable static var full: Int { 15 << 10 }
  }

  /// Number of key groups: the same for every keyed edge of every job.
  @inlinable package static var groups: Int { 128 }
  @usableFromInline package let streams: UnsafeMutablePointer<Stream>
  /// The smallest timestamp of the elements, in milliseconds.
  @usableFromInline package var minTime = Int64.max

  /// Makes empty streams.
  package init() {
    streams = .allocate(capacity: Self.groups)
    for group in 0..<Self.groups { (streams + group).initialize(to: Stream()) }
  }

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
    minTime = Int64.max
  }

  /// Destroys the streams.
  package mutating func deallocate() {
    reset()
    streams.deinitialize(count: Self.groups)
    streams.deallocate()
  }

  /// The stream of a hash's key group: its top seven bits.
  @inlinable @inline(__always) func stream(ofHash hash: UInt64) -> UnsafeMutablePointer<Stream> {
    streams + Int(truncatingIfNeeded: hash &>> 57)
  }
}

extension RawWriter {
  /// Writes a record as the engine's record blocks hold it: `hash` (8 bytes), `keyLength` (4), `valueLength` (4), key, value,
  /// in the machine's byte order. One larger than `limit` is refused: its lengths would not fit.
  @inlinable @inline(__always)
  mutating func writeRecord<Key: StreamKey>(
    hash: UInt64, key: borrowing Key, limit: Int = Int(UInt32.max), value: (inout RawWriter) -> Void
  ) {
    let start = count
    reserve(16)
    _cursor += 16
    Key.encode(key, into: &self)
    let keyEnd = count
    value(&self)
    if count &- start > limit { refuseRecord(of: count - start, limit) }
    let header = UnsafeMutableRawPointer(_base + start)
    header.storeBytes(of: hash, as: UInt64.self)
    header.storeBytes(of: UInt32(truncatingIfNeeded: keyEnd &- start &- 16), toByteOffset: 8, as: UInt32.self)
    header.storeBytes(of: UInt32(truncatingIfNeeded: count &- keyEnd), toByteOffset: 12, as: UInt32.self)
  }

  @usableFromInline @inline(never) mutating func refuseRecord(of bytes: Int, _ limit: Int) {
    fail(.refused("a key and its value take \(bytes) bytes; what is grouped or combined may have at most \(limit)"))
  }
}
