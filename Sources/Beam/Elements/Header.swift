import Rows

/// The timestamps and windows of a batch: each one value for all elements, or a column with one entry per element.
///
/// Loops never look into it; the library reads and gathers. The memory of the columns stays the sender's.
@frozen public struct Header {
  /// The timestamp of all elements in milliseconds, where `times` is nil.
  @usableFromInline package var time: Int64
  /// The timestamp of each element in milliseconds.
  @usableFromInline package var times: UnsafeMutablePointer<Int64>?
  /// The number of the windows and pane of all elements in the bundle's `ContextTable`, where `contexts` is nil.
  @usableFromInline package var context: UInt32
  /// The place of the first element among those that `origins` knows.
  @usableFromInline package var originOffset: Int32 = 0
  /// The number of each element's windows and pane.
  @usableFromInline package var contexts: UnsafeMutablePointer<UInt32>?
  /// What knows where the elements came from; nil where nobody asks for it, or nobody knows.
  // Unsafe, so that nothing is counted for each batch: it belongs to an operator that is on the stack.
  @usableFromInline package unowned(unsafe) var origins: Origins?

  /// Makes a header.
  @usableFromInline package init(
    time: Int64, times: UnsafeMutablePointer<Int64>? = nil, context: UInt32,
    contexts: UnsafeMutablePointer<UInt32>? = nil
  ) {
    self.time = time
    self.times = times
    self.context = context
    self.contexts = contexts
    origins = nil
  }

  /// Whether all elements share timestamp and windows.
  @usableFromInline package var isUniform: Bool { times == nil && contexts == nil }

  /// Whether a loop need not note which element each of its results came from.
  @usableFromInline package var needsNoIndices: Bool { isUniform && origins == nil }

  /// The timestamp of one element, in milliseconds.
  @inlinable package func time(at index: Int) -> Int64 { times.map { $0[index] } ?? time }

  /// The number of one element's windows and pane.
  @inlinable package func context(at index: Int) -> UInt32 { contexts.map { $0[index] } ?? context }

  /// Where one element came from, in words; nil where that is not known. See `Failure.place`.
  @usableFromInline package func origin(at index: Int) -> String? { origins?.origin(of: Int(originOffset) + index) }

  /// The header of the batch without its first elements.
  @usableFromInline package func slice(from start: Int) -> Header {
    var rest = self
    rest.times = times.map { $0 + start }
    rest.contexts = contexts.map { $0 + start }
    rest.originOffset += Int32(truncatingIfNeeded: start)
    return rest
  }
}
