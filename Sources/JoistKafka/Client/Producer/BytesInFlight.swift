import Synchronization

/// Counts the bytes of keys and values of records whose delivery is not yet known. The sink waits while the count is at the
/// limit.
final class BytesInFlight: Sendable {
  private let count = Atomic(0)
  private let limit: Int

  init(limit: Int) { self.limit = limit }

  /// Whether the count has reached the limit. One record may exceed the limit, so that a large record does not wait forever.
  var isFull: Bool { count.load(ordering: .relaxed) >= limit }

  /// Adds the bytes of records that were given to the producer.
  func add(_ bytes: Int) { count.add(bytes, ordering: .relaxed) }

  /// Subtracts the bytes of records that were delivered or failed.
  func subtract(_ bytes: Int) { count.subtract(bytes, ordering: .relaxed) }
}
