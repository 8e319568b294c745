import JoistPlan

/// The windows of a unit's late records with their chains, in the order of their first late record.
struct LateWindows {
  private(set) var all: [(chain: UInt32, window: Window)] = []
  /// The index in `all` of each chain.
  private var order = Lookup<UInt32, Int>()

  /// Notes that a window received late records.
  mutating func note(_ chain: UInt32, _ window: Window) {
    if all.last?.chain == chain || order[chain] != nil { return }
    order[chain] = all.count
    all.append((chain, window))
  }

  /// The index of a chain's window in `all`.
  func index(of chain: UInt32) -> Int? { order[chain] }

  /// Forgets all windows.
  mutating func removeAll() {
    if all.isEmpty { return }
    all = []
    order = Lookup()
  }
}

/// The number of panes that each key of a fired window has had, and the keys that wait for another one; by slot of the
/// shared table.
struct LatePanes {
  private var panes: [UInt32] = []
  private var isTouched: [Bool] = []
  /// The slots that received records since their last pane, in the order of the first of these records.
  private(set) var touched: [UInt32] = []

  /// The number of panes that a slot has had.
  func count(ofSlot slot: UInt32) -> UInt32 { Int(slot) < panes.count ? panes[Int(slot)] : 0 }

  /// Notes that a slot received a late record.
  mutating func touch(_ slot: UInt32) {
    grow(to: slot)
    if isTouched[Int(slot)] { return }
    isTouched[Int(slot)] = true
    touched.append(slot)
  }

  /// Notes that a slot's pane was fired.
  mutating func noteFired(_ slot: UInt32) {
    grow(to: slot)
    panes[Int(slot)] += 1
  }

  /// Takes the slots that wait for a pane.
  mutating func takeTouched() -> [UInt32] {
    for slot in touched { isTouched[Int(slot)] = false }
    defer { touched = [] }
    return touched
  }

  /// Forgets slots whose window was removed.
  mutating func clear(_ slots: UnsafeBufferPointer<UInt32>) {
    if panes.isEmpty { return }
    for slot in slots where Int(slot) < panes.count { panes[Int(slot)] = 0 }
  }

  /// The memory of the panes, in bytes.
  var memory: Int { arrayMemory(panes) + arrayMemory(isTouched) + arrayMemory(touched) }

  private mutating func grow(to slot: UInt32) {
    let more = Int(slot) + 1 - panes.count
    guard more > 0 else { return }
    panes += Array(repeating: 0, count: more)
    isTouched += Array(repeating: false, count: more)
  }
}
