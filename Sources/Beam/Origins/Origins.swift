/// What knows where the elements of a batch came from.
///
/// It is asked only when something has gone wrong with one of them. All steps above are on the stack then, each with the batch
/// that it works on, so that the way back can be followed without anything having been carried along.
@usableFromInline
package class Origins {
  package init() {}

  /// Whether results of batches with uniform headers are to be noted with the elements that they came from.
  package var needsIndices: Bool { true }

  /// Where an element of the batch at hand came from, in words; nil where nobody knows.
  package func origin(of index: Int) -> String? { nil }

  /// A loop begins a batch.
  /// - Parameter indices: for each result that is to come, the element that it came from.
  package func begin(_ header: Header, indices: UnsafePointer<Int32>) {}

  /// So many results have gone downstream.
  package func passed(_ count: Int) {}
}

/// The places of elements that come in from another stage: the worker's half knows its blocks.
package final class FoundOrigins: Origins {
  private let find: (Int) -> String?

  /// Makes them of a function.
  package init(_ find: @escaping (Int) -> String?) { self.find = find }

  package override func origin(of index: Int) -> String? { find(index) }
}
