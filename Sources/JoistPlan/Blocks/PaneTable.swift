/// Numbers the windows and panes of a block. A combination that occurs again gets the number that it has.
struct PaneTable {
  private var contexts: [WindowContext] = []
  /// A hash table with open addressing. An entry is 0 if it is free, else an index in `contexts` plus one.
  private var index: [UInt32] = []
  private var last: UInt32 = 0
  /// Seeds the hash, so that windows cannot be chosen to collide. Numbers do not depend on it.
  private static let seed = UInt64.random(in: 0...UInt64.max)

  /// The number of a window and pane, which are added if they are new.
  mutating func number(of window: Window, _ pane: Pane) -> UInt32 {
    if Int(last) < contexts.count, Self.matches(contexts[Int(last)], window, pane) { return last }
    if contexts.count * 2 >= index.count { grow() }
    let mask = index.count - 1
    var at = Self.hash(window, pane) & mask
    while index[at] > 0 {
      let number = index[at] - 1
      if Self.matches(contexts[Int(number)], window, pane) {
        last = number
        return number
      }
      at = (at + 1) & mask
    }
    last = UInt32(contexts.count)
    contexts.append(WindowContext(windows: [window], pane: pane))
    index[at] = last + 1
    return last
  }

  /// Takes the contexts out in the order of their numbers, which leaves the table empty. A table without contexts gives
  /// the global window.
  mutating func takeContexts() -> [WindowContext] {
    defer {
      contexts = []
      index = []
    }
    return contexts.isEmpty ? [.global] : contexts
  }

  private mutating func grow() {
    index = Array(repeating: 0, count: max(16, index.count * 2))
    let mask = index.count - 1
    for (number, context) in contexts.enumerated() {
      var at = Self.hash(context.windows[0], context.pane) & mask
      while index[at] > 0 { at = (at + 1) & mask }
      index[at] = UInt32(number) + 1
    }
  }

  private static func matches(_ context: WindowContext, _ window: Window, _ pane: Pane) -> Bool {
    context.pane == pane && context.windows[0] == window
  }

  /// Hashes the parts by which windows and panes usually differ.
  private static func hash(_ window: Window, _ pane: Pane) -> Int {
    let mixed = UInt64(bitPattern: window.end &* 31 &+ window.start ^ pane.index)
    let product = (mixed ^ seed).multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
    return Int(truncatingIfNeeded: product.high ^ product.low)
  }
}
