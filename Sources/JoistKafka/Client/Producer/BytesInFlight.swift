import Synchronization

/// Bytes of keys and values that a producer holds for records that have no verdict yet. The sink waits where they reach the limit.
final class BytesInFlight: Sendable {
  private let count = Atomic(0)
  private let limit: Int

  init(limit: Int) { self.limit = limit }

  /// Whether no more records may be added. One record may go beyond the limit, however large it is, so none waits for ever.
  var isFull: Bool { count.load(ordering: .relaxed) >= limit }

  /// Counts bytes of records that were given to the producer.
  func add(_ bytes: Int) { count.add(bytes, ordering: .relaxed) }

  /// Counts bytes of records whose verdict is known.
  func subtract(_ bytes: Int) { count.subtract(bytes, ordering: .relaxed) }
}
