/// Auctions with their events and prices: open addressing, made for this loop alone.
struct AuctionTable {
  private struct Slot {
    /// The auction plus one; 0: empty.
    var key: Int64 = 0
    var count: Int64 = 0
    var sum: Int64 = 0
  }

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
    var place = place(of: auction)
    while slots[place].key != 0 && slots[place].key != auction &+ 1 { place = (place &+ 1) & mask }
    if slots[place].key == 0 {
      slots[place].key = auction &+ 1
      used &+= 1
    }
    slots[place].count &+= 1
    slots[place].sum &+= price
  }

  /// Adds all auctions to the answer; none is left.
  mutating func flush(into answer: inout [Int64]) {
    for place in 0...mask where slots[place].key != 0 {
      let slot = slots[place]
      answer[0] &+= 1
      answer[1] &+= slot.count
      answer[2] &+= slot.sum
      answer[3] &+= slot.count &* slot.count
      slots[place] = Slot()
    }
    used = 0
  }

  @inline(__always)
  private func place(of auction: Int64) -> Int {
    let product = UInt64(bitPattern: auction) &* 0x9E37_79B9_7F4A_7C15
    return Int(truncatingIfNeeded: product ^ product &>> 32) & mask
  }

  @inline(never)
  private mutating func grow() {
    var larger = AuctionTable(capacity: (mask + 1) * 2)
    for place in 0...mask where slots[place].key != 0 {
      var free = larger.place(of: slots[place].key - 1)
      while larger.slots[free].key != 0 { free = (free &+ 1) & larger.mask }
      larger.slots[free] = slots[place]
    }
    larger.used = used
    slots.deallocate()
    self = larger
  }
}
