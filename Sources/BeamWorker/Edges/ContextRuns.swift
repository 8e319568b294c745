import Beam

/// Splits a batch where its context changes, if it changes seldom. This is typical at the end of a window, if elements are in
/// order.
enum ContextRuns {
  /// The average length of runs from which splitting pays off.
  private static let worthwhile = 64

  /// Calls `body` for each part of a batch, in order: for the whole batch if splitting does not pay off.
  /// - Parameter body: receives the index of the part's first element, the number of its elements, and its header.
  static func forEach(
    _ header: Header, _ count: Int, _ body: (_ start: Int, _ count: Int, _ header: Header) throws -> Void
  ) rethrows {
    guard let contexts = header.contexts, count > 0, changes(contexts, count) * worthwhile <= count else {
      return try body(0, count, header)
    }
    var start = 0
    while start < count {
      var end = start + 1
      while end < count, contexts[end] == contexts[start] { end += 1 }
      var part = header.slice(from: start)
      part.context = contexts[start]
      part.contexts = nil
      try body(start, end - start, part)
      start = end
    }
  }

  /// Counts the neighbouring elements with different contexts.
  private static func changes(_ contexts: UnsafePointer<UInt32>, _ count: Int) -> Int {
    var changes = 0
    for i in 1..<max(count, 1) { changes &+= contexts[i] == contexts[i &- 1] ? 0 : 1 }
    return changes
  }
}
