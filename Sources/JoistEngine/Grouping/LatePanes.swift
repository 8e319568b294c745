import JoistPlan

/// The windows that late records of a unit went to, with their chains, in the order in which they got the first.
struct LateWindows {
  private(set) var all: [(chain: UInt32, window: Window)] = []
  /// By chain the index in `all`.
  private var order = Lookup<UInt32, Int>()

  /// Notes that a window got late records.
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

/// How many panes the keys of fired windows have had, and which keys wait to fire again; by slot of the shared table.
struct LatePanes {
  private var panes: [UInt32] = []
  private var isTouched: [Bool] = []
  /// The slots that got something since their last pane, in the order in which they got it.
  private(set) var touched: [UInt32] = []

  /// How many panes a slot has had.
  func count(ofSlot slot: UInt32) -> UInt32 { Int(slot) < panes.count ? panes[Int(slot)] : 0 }

  /// Notes that a slot got a late record.
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

  /// Takes the slots that wait.
  mutating func takeTouched() -> [UInt32] {
    for slot in touched { isTouched[Int(slot)] = false }
    defer { touched = [] }
    return touched
  }

  /// Forgets slots whose window is gone.
  mutating func clear(_ slots: UnsafeBufferPointer<UInt32>) {
    if panes.isEmpty { return }
    for slot in slots where Int(slot) < panes.count { panes[Int(slot)] = 0 }
  }

  /// The memory it takes, in bytes.
  var memory: Int { arrayMemory(panes) + arrayMemory(isTouched) + arrayMemory(touched) }

  private mutating func grow(to slot: UInt32) {
    let more = Int(slot) + 1 - panes.count
    guard more > 0 else { return }
    panes += Array(repeating: 0, count: more)
    isTouched += Array(repeating: false, count: more)
  }
}
