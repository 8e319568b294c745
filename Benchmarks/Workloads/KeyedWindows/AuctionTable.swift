/// A hash table of auctions with their events and prices, with open addressing, for the hand-written loop.
struct AuctionTable {
  private struct Slot {
    /// The auction plus one; 0: empty.
    var key: Int64 = 0
    var count: Int64 = 0
    var sum: Int64 = 0
  }

  // SAFETY: the table owns `slots`, which has `mask + 1` initialized elements, a power of two, so that masked indices
  // are within it. The loop that makes the table calls `deallocate` and uses no copy afterwards.

  private var slots: UnsafeMutablePointer<Slot>
  private var mask: Int
  private var used = 0

  init(capacity: Int = 1024) {
    slots = .allocate(capacity: capacity)
    slots.initialize(repeating: Slot(), count: capacity)
    mask = capacity - 1
  }

  func deallocate() { slots.deallocate() }

  /// Adds a bid.
  @inline(__always)
  mutating func add(price: Int64, to auction: Int64) {
    if used &* 2 > mask { grow() }
    var index = self.index(of: auction)
    while slots[index].key != 0 && slots[index].key != auction &+ 1 { index = (index &+ 1) & mask }
    if slots[index].key == 0 {
      slots[index].key = auction &+ 1
      used &+= 1
    }
    slots[index].count &+= 1
    slots[index].sum &+= price
  }

  /// Adds all auctions to the answer and empties the table.
  mutating func flush(into answer: inout [Int64]) {
    for index in 0...mask where slots[index].key != 0 {
      let slot = slots[index]
      answer[0] &+= 1
      answer[1] &+= slot.count
      answer[2] &+= slot.sum
      answer[3] &+= slot.count &* slot.count
      slots[index] = Slot()
    }
    used = 0
  }

  @inline(__always)
  private func index(of auction: Int64) -> Int {
    let product = UInt64(bitPattern: auction) &* 0x9E37_79B9_7F4A_7C15
    return Int(truncatingIfNeeded: product ^ product &>> 32) & mask
  }

  @inline(never)
  private mutating func grow() {
    var larger = AuctionTable(capacity: (mask + 1) * 2)
    for index in 0...mask where slots[index].key != 0 {
      var free = larger.index(of: slots[index].key - 1)
      while larger.slots[free].key != 0 { free = (free &+ 1) & larger.mask }
      larger.slots[free] = slots[index]
    }
    larger.used = used
    slots.deallocate()
    self = larger
  }
}
