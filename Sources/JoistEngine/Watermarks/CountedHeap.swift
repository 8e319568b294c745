/// The minimum of times that come and go: of pending blocks, of bundles in flight, of holds.
///
/// Removed times are kept aside until they surface or outnumber the others; so each step costs a logarithm, and the memory
/// follows the times that are there, however long one of them stays the smallest.
struct CountedHeap: Sendable {
  private(set) var added = Heap<Int64>()
  private(set) var removed = Heap<Int64>()

  /// How many times are in it.
  var count: Int { added.count - removed.count }

  /// The smallest time in it, or nil where it is empty.
  var minimum: Int64? { added.first }

  /// Puts a time in.
  mutating func add(_ time: Int64) { added.push(time) }

  /// Takes one of the times out that were put in.
  mutating func remove(_ time: Int64) {
    removed.push(time)
    while let gone = removed.first, gone == added.first {
      _ = added.pop()
      _ = removed.pop()
    }
    assert(hasAllRemoved, "a time was removed that the heap does not hold")
    if removed.count > 16 && removed.count * 2 > added.count { compact() }
  }

  /// Whether each removed time that has surfaced was in the heap.
  private var hasAllRemoved: Bool {
    guard let gone = removed.first else { return true }
    return added.first.map { $0 < gone } ?? false
  }

  /// All times in it, ascending.
  var times: [Int64] {
    let gone = removed.elements.sorted()
    var next = 0
    var rest: [Int64] = []
    for time in added.elements.sorted() {
      if next < gone.count && gone[next] == time { next += 1 } else { rest.append(time) }
    }
    assert(next == gone.count, "a time was removed that the heap does not hold")
    return rest
  }

  private mutating func compact() {
    added = Heap(sorted: times)
    removed = Heap()
  }
}
