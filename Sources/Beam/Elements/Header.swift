import Rows

/// The timestamps and windows of a batch. Each is one value for all elements, or a column with one entry per element.
///
/// Only the library reads it, never a loop. The sender owns the memory of the columns, which is valid during the call that
/// passes the header.
@frozen public struct Header {
  /// The timestamp of all elements, in milliseconds, if `times` is nil.
  @usableFromInline package var time: Int64
  /// The timestamp of each element, in milliseconds; nil if they share one.
  @usableFromInline package var times: UnsafeMutablePointer<Int64>?
  /// The number, in the bundle's `ContextTable`, of the windows and pane of all elements, if `contexts` is nil.
  @usableFromInline package var context: UInt32
  /// The index that the first element has in the batch that `origins` describes.
  @usableFromInline package var originOffset: Int32 = 0
  /// The number of each element's windows and pane; nil if they share one.
  @usableFromInline package var contexts: UnsafeMutablePointer<UInt32>?
  /// Tells where the elements came from; nil if no step asks, or if it is not known.
  // SAFETY: the object belongs to an operator or source that is on the stack while the batch is passed downstream, so it
  // outlives the header. A strong reference would cost a retain and a release per batch.
  @usableFromInline package unowned(unsafe) var origins: Origins?

  /// Creates a header without origins.
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

  /// Whether all elements share their timestamp and windows.
  @usableFromInline package var isUniform: Bool { times == nil && contexts == nil }

  /// Whether a loop need not note the index of each result's element.
  @usableFromInline package var needsNoIndices: Bool { isUniform && origins == nil }

  /// The timestamp of one element, in milliseconds.
  @inlinable package func time(at index: Int) -> Int64 { times.map { $0[index] } ?? time }

  /// The number of one element's windows and pane.
  @inlinable package func context(at index: Int) -> UInt32 { contexts.map { $0[index] } ?? context }

  /// The origin of one element, as text; nil if it is not known. See `Failure.origin`.
  @usableFromInline package func origin(at index: Int) -> String? { origins?.origin(of: Int(originOffset) + index) }

  /// Returns the header of the batch without its first `start` elements.
  @usableFromInline package func slice(from start: Int) -> Header {
    var rest = self
    rest.times = times.map { $0 + start }
    rest.contexts = contexts.map { $0 + start }
    rest.originOffset += Int32(truncatingIfNeeded: start)
    return rest
  }
}
