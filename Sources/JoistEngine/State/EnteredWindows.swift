import JoistPlan

/// The windows in which keys of a key group have had elements, so that their state can be removed when they expire.
struct EnteredWindows: Sendable {
  private let allowedLateness: Int64
  /// The keys of each window, in the order in which they came.
  private var keys = Lookup<Window, Queue<[UInt8]>>()
  private var expiries = Heap<Entry>()
  /// The approximate memory of the keys, in bytes.
  private(set) var memory = 0

  private struct Entry: Comparable, Sendable {
    let expiry: Int64
    let window: Window

    static func < (a: Entry, b: Entry) -> Bool {
      a.expiry == b.expiry ? Window.precedes(a.window, b.window) : a.expiry < b.expiry
    }
    static func == (a: Entry, b: Entry) -> Bool { a.expiry == b.expiry && a.window == b.window }
  }

  init(allowedLateness: Int64) { self.allowedLateness = allowedLateness }

  /// The number of windows.
  var count: Int { expiries.count }

  /// The window that expires first, and when; nil if there is none.
  var next: (window: Window, expiry: Int64)? { expiries.first.map { ($0.window, $0.expiry) } }

  /// The earliest end of a window; nil if there is none.
  var firstEnd: Int64? { expiries.first?.window.maxTimestamp }

  /// Adds a key that is not in the window yet.
  mutating func add(_ key: [UInt8], to window: Window) {
    memory += key.count + 48
    if keys[window] == nil {
      keys[window] = Queue()
      expiries.push(Entry(expiry: window.expiry(allowedLateness: allowedLateness), window: window))
      memory += 256
    }
    keys[window]?.append(key)
  }

  /// Removes keys that were added last, last one first.
  mutating func removeLast(_ count: Int, from window: Window) {
    for _ in 0..<count { if let key = keys[window]?.popLast() { memory -= key.count + 48 } }
    dropIfEmpty(window)
  }

  /// The windows that have expired, with the keys of each, those that expired first in front.
  func expired(at watermark: Int64, atMost most: Int) -> [(window: Window, keys: [[UInt8]])] {
    var found: [Entry] = []
    for entry in expiries.elements where Window.isPassed(entry.expiry, by: watermark) { found.append(entry) }
    var expired: [(window: Window, keys: [[UInt8]])] = []
    var left = most
    for entry in found.sorted() where left > 0 {
      let taken = keys[entry.window]?.prefix(left) ?? []
      left -= taken.count
      expired.append((entry.window, taken))
    }
    return expired
  }

  /// Removes the first keys of a window.
  mutating func removeFirst(_ count: Int, from window: Window) {
    for _ in 0..<count { if let key = keys[window]?.popFirst() { memory -= key.count + 48 } }
    dropIfEmpty(window)
  }

  private mutating func dropIfEmpty(_ window: Window) {
    guard keys[window]?.isEmpty == true else { return }
    keys[window] = nil
    expiries.keep { $0.window != window }
    memory -= 256
  }
}
