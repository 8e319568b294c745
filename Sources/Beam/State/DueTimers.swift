/// The timers of one slot that are due: a binary heap, the first one in front.
struct DueTimers {
  private struct Entry {
    let rank: Int
    let call: DueCall

    /// The order of timers: by time, then by family and tag.
    func precedes(_ other: Entry) -> Bool {
      if rank != other.rank { return rank < other.rank }
      return (call.time, call.family, call.tag) < (other.call.time, other.call.family, other.call.tag)
    }
  }

  private var heap: [Entry] = []

  init() {}

  init(_ due: [DueCall], rank: (Int) -> Int) {
    heap = due.map { Entry(rank: rank($0.family), call: $0) }
    heap.sort { $0.precedes($1) }
  }

  /// Whether the first of these timers is to fire before the first of others; nil if there is none in either.
  func isFirst(before other: DueTimers?) -> Bool? {
    guard let mine = heap.first else { return other?.heap.first == nil ? nil : false }
    return other?.heap.first.map { mine.precedes($0) } ?? true
  }

  mutating func add(_ call: DueCall, rank: Int) {
    let entry = Entry(rank: rank, call: call)
    heap.append(entry)
    var child = heap.count - 1
    while child > 0, entry.precedes(heap[(child - 1) / 2]) {
      heap[child] = heap[(child - 1) / 2]
      child = (child - 1) / 2
    }
    heap[child] = entry
  }

  mutating func popFirst() -> DueCall? {
    guard let first = heap.first, let last = heap.popLast() else { return nil }
    if heap.isEmpty { return first.call }
    var parent = 0
    while true {
      var child = 2 * parent + 1
      if child + 1 < heap.count, heap[child + 1].precedes(heap[child]) { child += 1 }
      guard child < heap.count, heap[child].precedes(last) else { break }
      heap[parent] = heap[child]
      parent = child
    }
    heap[parent] = last
    return first.call
  }
}
