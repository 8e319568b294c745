/// The minimum of a changing collection of times: of pending blocks, of bundles in flight, of holds.
///
/// Removed times are kept in a second heap until they reach the top of both or become too many. So each step takes
/// logarithmic time, and the memory follows the number of times, however long one of them stays the smallest.
struct CountedHeap: Sendable {
  private(set) var added = Heap<Int64>()
  private(set) var removed = Heap<Int64>()

  /// The number of times.
  var count: Int { added.count - removed.count }

  /// The smallest time; nil if there is none.
  var minimum: Int64? { added.first }

  /// Adds a time.
  mutating func add(_ time: Int64) { added.push(time) }

  /// Removes a time, which must have been added.
  mutating func remove(_ time: Int64) {
    removed.push(time)
    while let gone = removed.first, gone == added.first {
      _ = added.pop()
      _ = removed.pop()
    }
    assert(hasAllRemoved, "a time was removed that the heap does not hold")
    if removed.count > 16 && removed.count * 2 > added.count { compact() }
  }

  /// Whether the removed times, as far as the tops of the heaps show it, were all added.
  private var hasAllRemoved: Bool {
    guard let gone = removed.first else { return true }
    return added.first.map { $0 < gone } ?? false
  }

  /// All times, ascending.
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
