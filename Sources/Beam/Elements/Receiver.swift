/// A step of a bundle executor, without its element type. The executor starts and finishes it with every bundle, and tears it
/// down once.
package class AnyReceiver {
  // SAFETY: `@exclusivity(unchecked)`, here and in subclasses: one thread at a time uses an executor, and each access reads or
  // writes a whole value without calling other code. A check at run time would cost as much as several elements.
  /// The number of elements that came in since the bundle started.
  @exclusivity(unchecked) package final var elementsIn = 0
  /// The mark of the executor that the receiver belongs to.
  @exclusivity(unchecked) package final var mark = StepMark.none
  /// The index among the executor's operators; -1 until it is linked.
  @exclusivity(unchecked) package final var operatorIndex = -1

  fileprivate init() {}

  /// Counts a batch, and marks this step as running until `leave`.
  /// - Returns: the step that was running before, to pass to `leave`.
  @inline(__always) final func enter(_ count: Int) -> Int {
    elementsIn += count
    return mark.enter(operatorIndex)
  }

  /// Marks the step that passed the batch as running again.
  @inline(__always) final func leave(to outer: Int) { mark.leave(to: outer) }

  /// Called before the first batch of a bundle; downstream steps are started first.
  package func start() throws { elementsIn = 0 }

  /// Called after the last batch of a bundle; upstream steps are finished first. Elements that are held back go downstream now.
  package func finish() throws {}

  /// Called when the bundle has failed. Destroys values that are still held, and sends nothing.
  package func abort() {}

  /// Called once, when the executor is no longer used.
  package func tearDown() {}

  /// The sink that receives the batches, for a receiver at the end of a stage; nil for others.
  package var sink: AnyObject? { nil }

  /// Returns the receiver that the wrapper creates around this one.
  package func wrapped(by wrapper: some ReceiverWrapper) -> AnyReceiver { self }
}

/// A step that takes batches of elements of one type.
package class Receiver<T>: AnyReceiver {
  /// Creates a receiver; the type of element is given so that it can be inferred.
  package init(of element: T.Type) { super.init() }

  /// Takes a batch.
  ///
  /// The receiver owns the *values*, whether it returns or throws. The sender owns the memory, and may reuse it after the call.
  package func take(_ values: UnsafeMutablePointer<T>, _ count: Int, _ header: Header) throws {
    elementsIn += count
    values.deinitialize(count: count)
  }

  package override func wrapped(by wrapper: some ReceiverWrapper) -> AnyReceiver { wrapper.wrap(self) }
}

/// Discards the elements of a collection that no step reads.
package final class DiscardingReceiver<T>: Receiver<T> {}

/// Passes each element to several receivers: copies to all but the last.
package final class FanOut<T>: Receiver<T> {
  /// The receivers that get copies.
  private let others: [Receiver<T>]
  /// Whether there are any. Stored, since unspecialised code would look up the array's metadata for every batch.
  private let hasOthers: Bool
  /// The receiver that gets the elements themselves.
  private let last: Receiver<T>?
  /// The buffer for copies, with room for `capacity` elements.
  // SAFETY: allocated here, and freed in `deinit`. It is empty between calls, since the receivers own the copies.
  private let copies: UnsafeMutablePointer<T>
  private let capacity: Int

  package init(_ receivers: [Receiver<T>]) {
    others = Array(receivers.dropLast())
    hasOthers = receivers.count > 1
    last = receivers.last
    capacity = BatchCapacity.of(T.self)
    copies = .allocate(capacity: capacity)
    super.init(of: T.self)
  }

  deinit { copies.deallocate() }

  package override func take(_ values: UnsafeMutablePointer<T>, _ count: Int, _ header: Header) throws {
    elementsIn += count
    if hasOthers { try copy(values, count, header) }
    if let last {
      try last.take(values, count, header)
    } else {
      values.deinitialize(count: count)
    }
  }

  /// Passes copies to all but the last receiver. If one of them throws, the values are destroyed.
  private func copy(_ values: UnsafeMutablePointer<T>, _ count: Int, _ header: Header) throws {
    do {
      for receiver in others {
        var start = 0
        while start < count {
          let part = min(capacity, count - start)
          copies.initialize(from: values + start, count: part)
          try receiver.take(copies, part, header.slice(from: start))
          start += part
        }
      }
    } catch {
      values.deinitialize(count: count)
      throw error
    }
  }
}

/// The capacity of batches: small enough that a batch stays in the first-level cache until the next loop.
package enum BatchCapacity {
  /// The most bytes of values in a batch.
  package static let bytes = 32 << 10
  /// The most elements in a batch.
  package static let elements = 512

  /// The capacity for a type of element.
  package static func of<T>(_ type: T.Type) -> Int {
    max(16, min(elements, bytes / max(1, MemoryLayout<T>.stride)))
  }
}
