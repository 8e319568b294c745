import JoistPlan

/// The windows that a machine holds. Each has a small number, which is reused once the window is removed.
struct LiveWindows {
  /// The state of a window.
  struct Entry {
    var window: Window
    /// Whether the on-time pane has fired, or never will because the window began with late records.
    var hasFired = false
    /// The window's own table; nil if its keys are in the shared table or nothing is held any more.
    var table: WindowTable?
    /// The window's chain in the shared table, or `SharedTable.noChain`.
    var chain = SharedTable.noChain
  }

  private(set) var entries: [Entry] = []
  private var free: [UInt32] = []
  /// A hash table with open addressing, by interval. Its size is a power of two.
  private var index: [Bucket] = Array(repeating: Bucket(), count: 16)
  /// Windows that will fire on time, in the order of firing.
  private var unfired = Heap<Due>()
  /// Windows that have fired and still accept late records.
  private var fired = Heap<Due>()
  /// The number of buckets from which on the index is larger than the nearest cache.
  private static let manyBuckets = 1024
  /// The number of windows.
  private(set) var count = 0
  /// An upper bound for the ends of all windows that will fire on time.
  private var latest = Int64.min
  private let seed: UInt64

  /// - Parameter seed: seeds the index, so that windows cannot be chosen to collide.
  init(seed: UInt64) { self.seed = seed }

  /// A bucket of the index: a window with what most records need to know of it, so that a lookup touches one cache
  /// line.
  private struct Bucket {
    var end: Int64 = 0
    var start: Int64 = 0
    /// The window's number, or `free`.
    var number = Self.free
    /// The window's chain, if it has one and has not fired.
    var chain = SharedTable.noChain

    static let free = UInt32.max
  }

  private struct Due: Comparable, Sendable {
    var moment: Int64
    var start: Int64
    var number: UInt32

    static func < (a: Due, b: Due) -> Bool {
      a.moment != b.moment ? a.moment < b.moment : a.start != b.start ? a.start < b.start : a.number < b.number
    }
  }

  /// The state of a window.
  subscript(number: UInt32) -> Entry {
    _read { yield entries[Int(number)] }
    _modify { yield &entries[Int(number)] }
  }

  /// The number of a window; nil if it is not held.
  func find(_ window: Window) -> UInt32? { bucket(of: window).map { index[$0].number } }

  /// The chain of a window that its interval identifies; nil if it has none or has fired.
  @inline(__always)
  func chain(of interval: ContextScratch.Interval) -> UInt32? {
    // SAFETY, here and below: positions are masked by the size of the table, a power of two. The table always has a free
    // bucket, which ends the search.
    index.withUnsafeBufferPointer { index in
      let mask = index.count &- 1
      var at = Self.hash(interval.start, interval.end, seed) & mask
      while index[at].number != Bucket.free {
        if index[at].end == interval.end, index[at].start == interval.start, index[at].chain != SharedTable.noChain {
          return index[at].chain
        }
        at = (at &+ 1) & mask
      }
      return nil
    }
  }

  /// Reads the home buckets of some windows, so that those which are not in the cache are fetched at the same time.
  /// - Returns: a value that depends on every read, to be stored so that the compiler keeps the reads.
  @inline(__always)
  func touch(_ count: Int, _ interval: (_ index: Int) -> ContextScratch.Interval) -> Int64 {
    index.withUnsafeBufferPointer { index in
      if index.count < Self.manyBuckets { return 0 }
      let mask = index.count &- 1
      var seen: Int64 = 0
      for number in 0..<count {
        let interval = interval(number)
        seen ^= index[Self.hash(interval.start, interval.end, seed) & mask].end
      }
      return seen
    }
  }

  @inline(__always)
  private func bucket(of window: Window) -> Int? {
    index.withUnsafeBufferPointer { index in
      let mask = index.count &- 1
      var at = Self.hash(window.start, window.end, seed) & mask
      while index[at].number != Bucket.free {
        if index[at].end == window.end, index[at].start == window.start,
          window.encoded.isEmpty || entries[Int(index[at].number)].window == window
        {
          return at
        }
        at = (at &+ 1) & mask
      }
      return nil
    }
  }

  /// Sets the chain of a window.
  mutating func setChain(_ chain: UInt32, of number: UInt32) {
    entries[Int(number)].chain = chain
    if let bucket = bucket(of: entries[Int(number)].window), !entries[Int(number)].hasFired {
      index[bucket].chain = chain
    }
  }

  /// Adds a new window that will fire on time.
  mutating func add(_ window: Window) -> UInt32 {
    let number = insert(window)
    unfired.push(Due(moment: window.maxTimestamp, start: window.start, number: number))
    latest = max(latest, window.maxTimestamp)
    return number
  }

  /// Adds a new window whose end has passed. It accepts late records until its expiry.
  mutating func addFired(_ window: Window, allowedLateness: Int64) -> UInt32 {
    let number = insert(window)
    noteFired(number, allowedLateness: allowedLateness)
    return number
  }

  /// The last moment of the next window that fires on time; nil if there is none.
  var hold: Int64? { unfired.first?.moment }

  /// The moment at which the next window that has fired expires; nil if there is none.
  var nextExpiry: Int64? { fired.first?.moment }

  /// The watermark at which the next window fires or expires; nil if there is none.
  var nextEventTime: Int64? {
    let next = min(unfired.first?.moment ?? Int64.max, fired.first?.moment ?? Int64.max)
    return next == Int64.max ? nil : min(next, EventTime.max - 1) + 1
  }

  /// Whether there are windows and all of them are due to fire on time.
  func areAllDue(at watermark: Int64) -> Bool {
    count > 0 && unfired.count == count && Window.isPassed(latest, by: watermark)
  }

  /// Takes the next window that is due to fire on time; nil if there is none.
  mutating func popDue(at watermark: Int64) -> UInt32? {
    guard let next = unfired.first, Window.isPassed(next.moment, by: watermark) else { return nil }
    if unfired.count == 1 { latest = Int64.min }
    return unfired.pop()?.number
  }

  /// Notes that a window has fired, and keeps it for late records.
  mutating func noteFired(_ number: UInt32, allowedLateness: Int64) {
    entries[Int(number)].hasFired = true
    let window = entries[Int(number)].window
    if let bucket = bucket(of: window) { index[bucket].chain = SharedTable.noChain }
    fired.push(Due(moment: window.expiry(allowedLateness: allowedLateness), start: window.start, number: number))
  }

  /// Takes the next window that has expired; nil if there is none.
  mutating func popExpired(at watermark: Int64) -> UInt32? {
    guard let next = fired.first, Window.isPassed(next.moment, by: watermark) else { return nil }
    return fired.pop()?.number
  }

  /// Removes a window. It must have been taken from both heaps.
  mutating func remove(_ number: UInt32) {
    guard var gap = bucket(of: entries[Int(number)].window) else { return }
    let mask = index.count - 1
    // Moves later entries into the gap, so that no search ends there too early.
    var at = gap
    while true {
      at = (at + 1) & mask
      if index[at].number == Bucket.free { break }
      let home = Self.hash(index[at].start, index[at].end, seed) & mask
      if (at &- home) & mask >= (at &- gap) & mask {
        index[gap] = index[at]
        gap = at
      }
    }
    index[gap] = Bucket()
    entries[Int(number)].table = nil
    entries[Int(number)].chain = SharedTable.noChain
    free.append(number)
    count -= 1
  }

  /// The approximate memory of the windows, in bytes.
  var memory: Int { arrayMemory(entries) + index.count * MemoryLayout<Bucket>.stride + count * 24 }

  private mutating func insert(_ window: Window) -> UInt32 {
    if (count + 1) * 3 > index.count * 2 { grow() }
    let number: UInt32
    if let used = free.popLast() {
      number = used
      entries[Int(number)] = Entry(window: window)
    } else {
      number = UInt32(entries.count)
      entries.append(Entry(window: window))
    }
    enter(number, window)
    count += 1
    return number
  }

  private mutating func enter(_ number: UInt32, _ window: Window) {
    enter(Bucket(end: window.end, start: window.start, number: number))
  }

  private mutating func enter(_ bucket: Bucket) {
    let mask = index.count - 1
    var at = Self.hash(bucket.start, bucket.end, seed) & mask
    while index[at].number != Bucket.free { at = (at + 1) & mask }
    index[at] = bucket
  }

  private mutating func grow() {
    let old = index
    index = Array(repeating: Bucket(), count: old.count * 2)
    for bucket in old where bucket.number != Bucket.free { enter(bucket) }
  }

  /// The hash of a window's interval.
  @inline(__always)
  static func hash(_ start: Int64, _ end: Int64, _ seed: UInt64) -> Int {
    let mixed = UInt64(bitPattern: end &* 31 &+ start)
    let product = (mixed ^ seed).multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
    return Int(truncatingIfNeeded: product.high ^ product.low)
  }
}
