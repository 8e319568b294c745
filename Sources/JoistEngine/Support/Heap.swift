import JoistPlan

/// A binary heap, which gives access to its smallest element.
struct Heap<Element: Comparable & Sendable>: Sendable {
  private(set) var elements: [Element] = []

  /// The number of elements.
  var count: Int { elements.count }

  /// Whether there are no elements.
  var isEmpty: Bool { elements.isEmpty }

  /// The smallest element; nil if there is none.
  var first: Element? { elements.first }

  /// Makes an empty heap.
  init() {}

  /// Makes a heap of elements that are already in ascending order.
  init(sorted elements: [Element]) { self.elements = elements }

  /// Adds an element.
  mutating func push(_ element: Element) {
    elements.append(element)
    var child = elements.count - 1
    while child > 0 {
      let parent = (child - 1) / 2
      if elements[parent] <= element { break }
      elements[child] = elements[parent]
      child = parent
    }
    elements[child] = element
  }

  /// Takes the smallest element; nil if there is none.
  mutating func pop() -> Element? {
    guard let smallest = elements.first, let last = elements.popLast() else { return nil }
    let count = elements.count
    if count == 0 { return smallest }
    var parent = 0
    while true {
      var child = 2 * parent + 1
      if child >= count { break }
      if child + 1 < count && elements[child + 1] < elements[child] { child += 1 }
      if last <= elements[child] { break }
      elements[parent] = elements[child]
      parent = child
    }
    elements[parent] = last
    return smallest
  }

  /// Removes the elements that do not satisfy a condition.
  mutating func keep(where belongs: (Element) -> Bool) {
    elements = elements.filter(belongs).sorted()
  }

  /// Visits the elements in ascending order, until told to stop. Visiting `k` of them takes `k log k` steps.
  func forEachAscending(_ body: (Element) -> ScanStep) {
    if elements.isEmpty { return }
    var open = Heap<Visit>()
    open.push(Visit(element: elements[0], index: 0))
    while let next = open.pop() {
      if body(next.element) == .stop { return }
      for child in 2 * next.index + 1...2 * next.index + 2 where child < elements.count {
        open.push(Visit(element: elements[child], index: child))
      }
    }
  }

  private struct Visit: Comparable, Sendable {
    let element: Element
    let index: Int

    static func < (a: Visit, b: Visit) -> Bool { a.element < b.element }
    static func == (a: Visit, b: Visit) -> Bool { a.element == b.element }
  }
}
