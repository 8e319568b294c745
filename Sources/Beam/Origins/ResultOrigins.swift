/// The origins of a loop's results: the origin of the element, and the result's number among the results of that element.
package final class ResultOrigins: Origins {
  /// How many results an element has.
  package enum Results {
    /// At most one, which needs no number.
    case one
    /// Any number, in the main output.
    case many
    /// Any number, in an extra output.
    case extra(String)
  }

  private let results: Results
  /// The header of the batch that the loop runs over.
  private var input = Header(time: 0, context: 0)
  /// For each result in the emitter, the index of its element.
  // SAFETY: the buffer of the outlet or operator that owns this object, which has at least as many entries as there are
  // results; it is read only while that operator is on the stack.
  private var indices: UnsafePointer<Int32>?
  /// The index of the element whose results went downstream last; more of its results may follow.
  private var element: Int32 = -1
  /// How many results of that element have gone downstream.
  private var passed = 0

  package init(_ results: Results) { self.results = results }

  package override func begin(_ header: Header, indices: UnsafePointer<Int32>) {
    input = header
    self.indices = indices
    element = -1
    passed = 0
  }

  package override func origin(of index: Int) -> String? {
    guard let indices, let origin = input.origin(at: Int(indices[index])) else { return nil }
    switch results {
    case .one: return origin
    case .many: return "\(origin)[\(number(of: index, indices))]"
    case .extra(let name): return "\(origin)[\(name) \(number(of: index, indices))]"
    }
  }

  package override func passed(_ count: Int) {
    guard let indices, count > 0 else { return }
    let last = indices[count - 1]
    let first = Self.first(of: last, before: count, indices)
    passed = (last == element && first == 0 ? passed : 0) + count - first
    element = last
  }

  /// A result's number among those of its element, from 0.
  private func number(of index: Int, _ indices: UnsafePointer<Int32>) -> Int {
    let first = Self.first(of: indices[index], before: index, indices)
    return index - first + (first == 0 && indices[index] == element ? passed : 0)
  }

  /// Returns the index of an element's first result among those before `end`. Indices ascend, so this is a binary search.
  private static func first(of element: Int32, before end: Int, _ indices: UnsafePointer<Int32>) -> Int {
    var (low, high) = (0, end)
    while low < high {
      let middle = (low + high) / 2
      if indices[middle] < element { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
