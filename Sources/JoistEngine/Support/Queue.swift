/// First in, first out; what was taken can be put back in front.
struct Queue<Element: Sendable>: Sendable {
  private var storage: [Element?] = []
  private var head = 0

  /// How many elements wait.
  var count: Int { storage.count - head }

  /// Whether none waits.
  var isEmpty: Bool { storage.count == head }

  /// The element that is next.
  var first: Element? { isEmpty ? nil : storage[head] }

  /// All elements, the next one first.
  var elements: [Element] { storage[head...].compactMap(\.self) }

  /// Adds an element at the end.
  mutating func append(_ element: Element) { storage.append(element) }

  /// Takes the next element out.
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

  /// Puts elements back in front, in the order given.
  mutating func putBack(_ elements: [Element]) {
    storage.replaceSubrange(0..<head, with: elements.map { Optional($0) })
    head = 0
  }
}
