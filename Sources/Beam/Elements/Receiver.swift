/// A step of a bundle executor, seen by the executor: it is started and finished with every bundle, and torn down once.
///
/// One thread at a time has an executor, and what a receiver writes for each batch it writes whole, with no other code in
/// between: such properties are `@exclusivity(unchecked)`, since a check at run time costs as much as some elements.
package class AnyReceiver {
  /// Elements that came in since the bundle started.
  @exclusivity(unchecked) package final var elementsIn = 0
  /// The mark of the executor that it belongs to.
  @exclusivity(unchecked) package final var mark = StepMark.none
  /// Its place among the executor's operators.
  @exclusivity(unchecked) package final var operatorIndex = -1

  fileprivate init() {}

  /// Counts a batch that came in, and marks this step as the one at work until `leave`.
  @inline(__always) final func enter(_ count: Int) -> Int {
    elementsIn += count
    return mark.enter(operatorIndex)
  }

  /// Marks the step that gave the batch as the one at work again.
  @inline(__always) final func leave(to outer: Int) { mark.leave(to: outer) }

  /// Called before the first batch of a bundle, sinks first.
  package func start() throws { elementsIn = 0 }

  /// Called after the last batch of a bundle, sources first: what is held back goes downstream now.
  package func finish() throws {}

  /// Called when the bundle failed: values that are still held are destroyed, nothing is sent.
  package func abort() {}

  /// Called once, when the executor is given up.
  package func tearDown() {}

  /// What takes the batches after the last operator.
  package var sink: AnyObject? { nil }

  /// What the wrapper puts in front of this receiver.
  package func wrapped(by wrapper: some ReceiverWrapper) -> AnyReceiver { self }
}

/// A step that takes batches of elements.
package class Receiver<T>: AnyReceiver {
  /// Makes a receiver of elements of a type.
  package init(of element: T.Type) { super.init() }

  /// Takes a batch.
  ///
  /// The receiver owns the *values* from here on, whether it returns or throws; the memory stays the sender's, who may use
  /// it again after the call.
  package func take(_ values: UnsafeMutablePointer<T>, _ count: Int, _ header: Header) throws {
    elementsIn += count
    values.deinitialize(count: count)
  }

  package override func wrapped(by wrapper: some ReceiverWrapper) -> AnyReceiver { wrapper.wrap(self) }
}

/// Where the elements of a collection go that nobody reads.
package final class DiscardingReceiver<T>: Receiver<T> {}

/// Hands each element to several receivers: copies for all but the last.
package final class FanOut<T>: Receiver<T> {
  /// Those that get copies.
  private let others: [Receiver<T>]
  /// Kept, since code that is not specialised would look for the array's metadata with every batch.
  private let hasOthers: Bool
  /// The one that gets the elements themselves.
  private let last: Receiver<T>?
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

  /// Gives copies to all but the last; the values are destroyed where one of them throws.
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

/// How many elements a batch holds: as many as stay in the first-level cache, so that the next loop finds them there.
package enum BatchCapacity {
  /// Bytes of values in a batch at most.
  package static let bytes = 32 << 10
  /// Elements in a batch at most.
  package static let elements = 512

  /// The capacity for a type of element.
  package static func of<T>(_ type: T.Type) -> Int {
    max(16, min(elements, bytes / max(1, MemoryLayout<T>.stride)))
  }
}
