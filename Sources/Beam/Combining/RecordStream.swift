public import Rows

/// One key group's stream of records, in pages, so that nothing large is copied.
@frozen public struct RecordStream: ~Copyable {
  /// The page at hand.
  @usableFromInline package var writer: RawWriter
  /// Records of the page at hand that belong to no run yet.
  @usableFromInline package var count = 0
  /// Where these begin.
  private var runStart = 0
  /// The runs of the page at hand.
  private var runs: [RecordRun] = []
  /// The pages that are full.
  private var pages: [RecordPage] = []
  /// Whether the page was full in the middle of a run, whose context is not known here.
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

  @usableFromInline @inline(never) mutating func closePage() {
    let open = RecordRun(context: RecordRun.unknown, start: runStart, byteCount: writer.count - runStart, count: count)
    let memory = writer.takeMemory(leaving: RecordPage.size)
    pages.append(RecordPage(memory: memory, runs: runs + [open]))
    isCut = true
    runs = []
    runStart = 0
    count = 0
  }

  /// Ends the run at hand, whose records are of a context.
  mutating func endRun(of context: UInt32) {
    if isCut { nameOpenRuns(context) }
    guard count > 0 else { return }
    runs.append(RecordRun(context: context, start: runStart, byteCount: writer.count - runStart, count: count))
    runStart = writer.count
    count = 0
  }

  /// Gives the runs that ended with their pages their context.
  private mutating func nameOpenRuns(_ context: UInt32) {
    isCut = false
    var page = pages.count - 1
    while page >= 0, let last = pages[page].runs.last, last.context == RecordRun.unknown {
      pages[page].runs[pages[page].runs.count - 1].context = context
      page -= 1
    }
  }

  /// Bytes written.
  package var byteCount: Int { pages.reduce(writer.count) { $0 + $1.memory.count } }

  /// Takes all pages out. The last one, if it is mostly empty, is copied to a smaller memory.
  mutating func takePages(endingRunOf context: UInt32) -> [RecordPage] {
    endRun(of: context)
    var taken = pages
    pages = []
    if writer.count > RecordPage.size / 2 {
      // The next bundle will need as much.
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

  /// Why something that was written could not be encoded; it is forgotten.
  mutating func takeFailure() -> CoderError? { writer.takeFailure() }

  /// Forgets what was written; the memory of the page at hand stays.
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

/// Records of one stream that lie one after another; who takes a page frees its memory.
@usableFromInline package struct RecordPage {
  /// The bytes written.
  package let memory: UnsafeMutableRawBufferPointer
  /// The runs, in order; together they are all of the memory.
  package fileprivate(set) var runs: [RecordRun]

  /// Bytes of a page's memory.
  static var size: Int { 16 << 10 }
  /// A page with so many bytes takes no other record.
  @inlinable static var full: Int { 15 << 10 }
}

/// Neighbouring records of one context, or of the general form.
@usableFromInline package struct RecordRun {
  /// The number of the context in the bundle's table, or `general`.
  package fileprivate(set) var context: UInt32
  /// Where in the page the records start.
  package let start: Int
  package let byteCount: Int
  package let count: Int

  /// In place of a context: each record names its own.
  @inlinable package static var general: UInt32 { UInt32.max }
  /// In place of a context: the page was full before the run ended.
  fileprivate static var unknown: UInt32 { UInt32.max - 1 }
}

extension RawWriter {
  /// Begins a record of the lean form: see `RecordSegment` of the plan. Key and value follow, then `endRecord`.
  @inlinable @inline(__always)
  mutating func beginRecord() -> Int {
    let start = count
    reserve(16)
    _cursor += 16
    return start
  }

  /// Begins a record of the general form.
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

  /// Ends a record; one larger than `limit` is refused, since its lengths would not fit.
  @inlinable @inline(__always)
  mutating func endRecord(from start: Int, keyEnd: Int, headerSize: Int, hash: UInt64, limit: Int = Int(UInt32.max)) {
    if count &- start > limit { refuseRecord(of: count - start, limit) }
    let header = UnsafeMutableRawPointer(_base + start)
    header.storeBytes(of: hash, as: UInt64.self)
    header.storeBytes(of: UInt32(truncatingIfNeeded: keyEnd &- start &- headerSize), toByteOffset: 8, as: UInt32.self)
    header.storeBytes(of: UInt32(truncatingIfNeeded: count &- keyEnd), toByteOffset: 12, as: UInt32.self)
  }

  @usableFromInline @inline(never) mutating func refuseRecord(of bytes: Int, _ limit: Int) {
    fail(.refused("a key and its value take \(bytes) bytes; what is grouped or combined may have at most \(limit)"))
  }
}
