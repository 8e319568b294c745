import JoistPlan

/// The windows in which keys of a key group have had elements, so that their state can be removed when they expire.
struct EnteredWindows: Sendable {
  private let allowedLateness: Int64
  /// The keys of each window, in the order in which they came. A window that has lost its keys is still here while its
  /// entry is in the heap.
  private var keys = Lookup<Window, Queue<[UInt8]>>()
  private var expiries = Heap<Entry>()
  /// The number of windows that have keys.
  private(set) var count = 0
  /// The approximate memory of the keys, in bytes.
  private(set) var memory = 0

  private static let windowMemory = 256
  private static let keyMemory = 48

  private struct Entry: Comparable, Sendable {
    let expiry: Int64
    let window: Window

    static func < (a: Entry, b: Entry) -> Bool {
      a.expiry == b.expiry ? Window.precedes(a.window, b.window) : a.expiry < b.expiry
    }
    static func == (a: Entry, b: Entry) -> Bool { a.expiry == b.expiry && a.window == b.window }
  }

  init(allowedLateness: Int64) { self.allowedLateness = allowedLateness }

  /// When the first window expires; nil if there is none.
  var nextExpiry: Int64? { expiries.first?.expiry }

  /// The earliest end of a window; nil if there is none.
  var firstEnd: Int64? { expiries.first?.window.maxTimestamp }

  /// Adds a key that is not in the window yet.
  mutating func add(_ key: [UInt8], to window: Window) {
    memory += key.count + Self.keyMemory
    if keys[window] == nil {
      keys[window] = Queue()
      expiries.push(Entry(expiry: window.expiry(allowedLateness: allowedLateness), window: window))
      memory += Self.windowMemory
    }
    if keys[window]?.isEmpty == true { count += 1 }
    keys[window]?.append(key)
  }

  /// Removes the key that was added last.
  mutating func removeLast(from window: Window) {
    if let key = keys[window]?.popLast() { forget(key, of: window) }
    dropEmptyWindows()
  }

  /// Removes keys of a window.
  mutating func remove(_ removed: [[UInt8]], from window: Window) {
    guard let known = keys[window] else { return }
    if known.prefix(removed.count) == removed {
      for _ in removed { if let key = keys[window]?.popFirst() { forget(key, of: window) } }
    } else {
      var isRemoved = Lookup<[UInt8], Bool>()
      for key in removed { isRemoved[key] = true }
      var kept = Queue<[UInt8]>()
      for key in known.elements {
        if isRemoved[key] == nil { kept.append(key) } else { memory -= key.count + Self.keyMemory }
      }
      keys[window] = kept
      if kept.isEmpty, !known.isEmpty { count -= 1 }
    }
    dropEmptyWindows()
  }

  private mutating func forget(_ key: [UInt8], of window: Window) {
    memory -= key.count + Self.keyMemory
    if keys[window]?.isEmpty == true { count -= 1 }
  }

  /// Drops windows without keys from the front, so that the first one has keys, and all of them if they are the
  /// majority.
  private mutating func dropEmptyWindows() {
    while let first = expiries.first, keys[first.window]?.isEmpty == true {
      _ = expiries.pop()
      drop(first.window)
    }
    guard expiries.count > 64, expiries.count > count * 2 else { return }
    let empty = expiries.elements.filter { keys[$0.window]?.isEmpty == true }
    for entry in empty { drop(entry.window) }
    let left = keys
    expiries.keep { left[$0.window] != nil }
  }

  private mutating func drop(_ window: Window) {
    keys[window] = nil
    memory -= Self.windowMemory
  }

  /// The windows that have expired, with the keys of each, those that expired first in front.
  func expired(at watermark: Int64, atMost most: Int) -> [(window: Window, keys: [[UInt8]])] {
    var expired: [(window: Window, keys: [[UInt8]])] = []
    var left = most
    expiries.forEachAscending { entry in
      guard left > 0, Window.isPassed(entry.expiry, by: watermark) else { return .stop }
      let taken = keys[entry.window]?.prefix(left) ?? []
      left -= taken.count
      if !taken.isEmpty { expired.append((entry.window, taken)) }
      return .next
    }
    return expired
  }
}
