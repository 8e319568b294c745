/// Tells where the elements of a batch came from.
///
/// It is asked only when an element has failed. All steps upstream are on the stack then, each with the batch that it works on,
/// so the origin can be found by going back through them, and nothing has to be carried along with the elements.
@usableFromInline
package class Origins {
  package init() {}

  /// Whether a loop must note the index of each result's element even if all elements share a timestamp and windows.
  package var needsIndices: Bool { true }

  /// The origin of an element of the current batch, as text; nil if it is not known.
  package func origin(of index: Int) -> String? { nil }

  /// Called before a loop runs over a batch.
  /// - Parameter indices: the column in which the loop notes the index of each result's element.
  package func begin(_ header: Header, indices: UnsafePointer<Int32>) {}

  /// Called after `count` results have gone downstream.
  package func passed(_ count: Int) {}
}

/// The origins of elements that come in from another stage. The worker, which knows the blocks, finds them.
package final class FoundOrigins: Origins {
  private let find: (Int) -> String?

  /// - Parameter find: returns the origin of the element at an index of the current block.
  package init(_ find: @escaping (Int) -> String?) { self.find = find }

  package override func origin(of index: Int) -> String? { find(index) }
}
