import Synchronization

/// Counts the records of one batch that are on their way, and says when there are none left.
///
/// Deliveries are counted down as they come, also below zero; the number sent is added once, when the batch is
/// finished. So zero is reached exactly once, and sending costs nothing here.
///
/// It keeps itself alive until then, since librdkafka holds its address with each record, and what it needs to get there.
final class DeliveryCount: Sendable {
  /// Called with the first failure, or with nil where all records are with the broker. On the thread of deliveries.
  typealias Completion = @Sendable (DeliveryFailure?) -> Void

  private struct End {
    var failure: DeliveryFailure?
    var completion: Completion?
    var needed: (any AnyObject & Sendable)?

    /// Keeps the first failure, and counts the records of all.
    mutating func note(_ new: DeliveryFailure, _ count: Int) {
      let before = failure?.count ?? 0
      failure = failure ?? new
      failure?.count = before + count
    }
  }

  private let balance = Atomic(0)
  private let end = Mutex(End())

  /// - Parameter needed: what has to live until the last delivery, for there to be one.
  init(needing needed: (any AnyObject & Sendable)?) {
    end.withLock { $0.needed = needed }
    _ = Unmanaged.passRetained(self)
  }

  /// What each record carries.
  var address: UnsafeMutableRawPointer { Unmanaged.passUnretained(self).toOpaque() }

  /// The count whose address a record carried.
  static func at(_ address: UnsafeMutableRawPointer) -> DeliveryCount {
    Unmanaged<DeliveryCount>.fromOpaque(address).takeUnretainedValue()
  }

  /// Takes the fate of `count` records.
  func delivered(_ count: Int, failure: DeliveryFailure?) {
    if let failure { end.withLock { $0.note(failure, count) } }
    if balance.subtract(count, ordering: .acquiringAndReleasing).newValue == 0 { complete() }
  }

  /// Says how many records there are in all, and what to call after the last. Once.
  func finish(sent: Int, failure: DeliveryFailure?, _ completion: @escaping Completion) {
    end.withLock { end in
      end.failure = end.failure ?? failure
      end.completion = completion
    }
    if balance.add(sent, ordering: .acquiringAndReleasing).newValue == 0 { complete() }
  }

  private func complete() {
    let last = end.withLock { end in
      defer { end = End() }
      return end
    }
    last.completion?(last.failure)
    Unmanaged.passUnretained(self).release()
  }
}
