public import Rows

/// The stream of records of one key group. It consists of pages, so that growing copies no large memory.
@frozen public struct RecordStream: ~Copyable {
  /// Writes the current page.
  @usableFromInline package var writer: RawWriter
  /// The number of records in the open run of the current page.
  @usableFromInline package var count = 0
  /// The offset in the page at which the open run starts.
  private var runStart = 0
  /// The closed runs of the current page.
  private var runs: [RecordRun] = []
  /// The full pages.
  private var pages: [RecordPage] = []
  /// Whether full pages end with runs whose context is not set yet. It is set when the run ends.
  private var isCut = false

  @usableFromInline init() { writer = RawWriter(capacity: 0) }

  /// Appends a record of the lean form.
  @inlinable @inline(__always)
  mutating func append<Key: StreamKey, Value: Streamable>(hash: UInt64, key: borrowing Key, value: borrowing Value) {
    let start = writer.beginRecord()
    Key.encode(key, into: &writer)
    let keyEnd = writer.count
    Value.encode(value, into: &writer)
    writer.endRecord(from: start, keyEnd: keyEnd, headerSize: 16, hash: hash)
    count &+= 1
    if writer.count >= RecordPage.full { closePage() }
  }

  /// Appends a record of the general form.
  @inlinable @inline(__always)
  mutating func append<Key: StreamKey, Value: Streamable>(
    hash: UInt64, key: borrowing Key, value: borrowing Value, time: Int64, context: UInt32
  ) {
    let start = writer.beginRecord(time: time, context: context, elements: 1)
    Key.encode(key, into: &writer)
    let keyEnd = writer.count
    Value.encode(value, into: &writer)
    writer.endRecord(from: start, keyEnd: keyEnd, headerSize: 32, hash: hash)
    count &+= 1
    if writer.count >= RecordPage.full { closePage() }
  }

  /// Closes the current page, and leaves the context of its last run unknown until the run ends.
  @usableFromInline @inline(never) mutating func closePage() {
    let open = RecordRun(context: RecordRun.unknown, start: runStart, byteCount: writer.count - runStart, count: count)
    let memory = writer.takeMemory(leaving: RecordPage.size)
    pages.append(RecordPage(memory: memory, runs: runs + [open]))
    isCut = true
    runs = []
    runStart = 0
    count = 0
  }

  /// Ends the open run.
  /// - Parameter context: the context of its records, or `RecordRun.general`.
  mutating func endRun(of context: UInt32) {
    if isCut { nameOpenRuns(context) }
    guard count > 0 else { return }
    runs.append(RecordRun(context: context, start: runStart, byteCount: writer.count - runStart, count: count))
    runStart = writer.count
    count = 0
  }

  /// Sets the context of the runs that were cut by the ends of pages.
  private mutating func nameOpenRuns(_ context: UInt32) {
    isCut = false
    var page = pages.count - 1
    while page >= 0, let last = pages[page].runs.last, last.context == RecordRun.unknown {
      pages[page].runs[pages[page].runs.count - 1].context = context
      page -= 1
    }
  }

  /// The number of bytes written.
  package var byteCount: Int { pages.reduce(writer.count) { $0 + $1.memory.count } }

  /// Removes and returns all pages. If the last one is mostly empty, it is copied to memory of its size.
  mutating func takePages(endingRunOf context: UInt32) -> [RecordPage] {
    endRun(of: context)
    var taken = pages
    pages = []
    if writer.count > RecordPage.size / 2 {
      // The next bundle is likely to need a page as well.
      taken.append(RecordPage(memory: writer.takeMemory(leaving: RecordPage.size), runs: runs))
    } else if writer.count > 0 {
      let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: writer.count, alignment: 1)
      copy.copyMemory(from: writer.bytes)
      taken.append(RecordPage(memory: copy, runs: runs))
      writer.reset()
    }
    runs = []
    runStart = 0
    return taken
  }

  /// Returns and clears the first error of a coder; nil if there is none.
  mutating func takeFailure() -> CoderError? { writer.takeFailure() }

  /// Discards all records, but keeps the memory of the current page.
  mutating func reset() {
    for page in pages { page.memory.deallocate() }
    pages = []
    runs = []
    runStart = 0
    count = 0
    isCut = false
    writer.reset()
  }
}

/// A page of consecutive records of one stream. The one that takes a page frees its memory.
@usableFromInline package struct RecordPage {
  /// The bytes of the records.
  package let memory: UnsafeMutableRawBufferPointer
  /// The runs, in order. Together they cover the memory.
  package fileprivate(set) var runs: [RecordRun]

  /// The size of a page, in bytes.
  static var size: Int { 16 << 10 }
  /// The number of bytes at which a page is closed.
  @inlinable static var full: Int { 15 << 10 }
}

/// Consecutive records of one context, or of the general form.
@usableFromInline package struct RecordRun {
  /// The number of the context in the bundle's table, or `general`.
  package fileprivate(set) var context: UInt32
  /// The offset in the page at which the records start.
  package let start: Int
  /// The length of the records, in bytes.
  package let byteCount: Int
  /// The number of records.
  package let count: Int

  /// Stands for a context if each record names its own.
  @inlinable package static var general: UInt32 { UInt32.max }
  /// Stands for a context if the page was full before the run ended.
  fileprivate static var unknown: UInt32 { UInt32.max - 1 }
}

extension RawWriter {
  /// Begins a record of the lean form (see `RecordSegment` in JoistPlan), and returns its offset. Write the key and the value,
  /// then call `endRecord`.
  @inlinable @inline(__always)
  mutating func beginRecord() -> Int {
    let start = count
    reserve(16)
    _cursor += 16
    return start
  }

  /// Begins a record of the general form, and returns its offset.
  // SAFETY: `reserve` guarantees 32 bytes at the cursor.
  @inlinable @inline(__always)
  mutating func beginRecord(time: Int64, context: UInt32, elements: UInt32) -> Int {
    let start = count
    reserve(32)
    let header = UnsafeMutableRawPointer(_cursor)
    header.storeBytes(of: time, toByteOffset: 16, as: Int64.self)
    header.storeBytes(of: context, toByteOffset: 24, as: UInt32.self)
    header.storeBytes(of: elements, toByteOffset: 28, as: UInt32.self)
    _cursor += 32
    return start
  }

  /// Ends a record by writing its header. A record larger than `limit` is refused, since its lengths would not fit the header.
  // SAFETY: `beginRecord` has reserved `headerSize` bytes at `start`.
  @inlinable @inline(__always)
  mutating func endRecord(from start: Int, keyEnd: Int, headerSize: Int, hash: UInt64, limit: Int = Int(UInt32.max)) {
    if count &- start > limit { refuseRecord(of: count - start, limit) }
    let header = UnsafeMutableRawPointer(_base + start)
    header.storeBytes(of: hash, as: UInt64.self)
    header.storeBytes(of: UInt32(truncatingIfNeeded: keyEnd &- start &- headerSize), toByteOffset: 8, as: UInt32.self)
    header.storeBytes(of: UInt32(truncatingIfNeeded: count &- keyEnd), toByteOffset: 12, as: UInt32.self)
  }

  @usableFromInline @inline(never) mutating func refuseRecord(of bytes: Int, _ limit: Int) {
    fail(.refused("a key and its value take \(bytes) bytes; grouped or combined pairs may take at most \(limit)"))
  }
}
