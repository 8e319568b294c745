/// A first-in, first-out queue. Elements that were taken can be put back at the front.
struct Queue<Element: Sendable>: Sendable {
  private var storage: [Element?] = []
  private var head = 0

  /// The number of elements.
  var count: Int { storage.count - head }

  /// Whether there are no elements.
  var isEmpty: Bool { storage.count == head }

  /// The next element; nil if there is none.
  var first: Element? { isEmpty ? nil : storage[head] }

  /// All elements, the next one first.
  var elements: [Element] { storage[head...].compactMap(\.self) }

  /// The first elements, at most `count`.
  func prefix(_ count: Int) -> [Element] { storage[head...].prefix(count).compactMap(\.self) }

  /// Takes the last element; nil if there is none.
  mutating func popLast() -> Element? {
    guard head < storage.count else { return nil }
    return storage.removeLast()
  }

  /// Adds an element at the end.
  mutating func append(_ element: Element) { storage.append(element) }

  /// Takes the next element; nil if there is none.
  mutating func popFirst() -> Element? {
    guard head < storage.count else { return nil }
    let element = storage[head]
    storage[head] = nil
    head += 1
    if head == storage.count {
      storage.removeAll(keepingCapacity: storage.count <= 1024)
      head = 0
    } else if head >= 64 && head * 2 >= storage.count {
      storage.removeFirst(head)
      head = 0
    }
    return element
  }

  /// Puts elements back at the front, in the order given.
  mutating func putBack(_ elements: [Element]) {
    storage.replaceSubrange(0..<head, with: elements.map { Optional($0) })
    head = 0
  }
}
