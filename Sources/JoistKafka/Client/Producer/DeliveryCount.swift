import Synchronization

/// Counts the undelivered records of one batch, and calls a completion when there are none left.
///
/// Each delivery subtracts one, so the balance may be negative; `finish` adds the number of sent records once. The balance
/// therefore reaches zero exactly once after `finish`, and sending a record does not touch it.
// SAFETY: librdkafka holds this object's address with each record. `init` retains the object for them, and `complete`, which
// runs exactly once and after the last delivery, releases it.
final class DeliveryCount: Sendable {
  /// Called with the first failure, or with nil if all records were delivered.
  typealias Completion = @Sendable (DeliveryFailure?) -> Void

  private struct End {
    var failure: DeliveryFailure?
    var completion: Completion?
    var needed: (any AnyObject & Sendable)?

    /// Keeps the first failure, and counts the failed records.
    mutating func note(_ new: DeliveryFailure, _ count: Int) {
      let before = failure?.count ?? 0
      failure = failure ?? new
      failure?.count = before + count
    }
  }

  private let balance = Atomic(0)
  private let end = Mutex(End())

  /// - Parameter needed: the object that must live until the last delivery: the producer's lane, which receives it.
  init(needing needed: (any AnyObject & Sendable)?) {
    end.withLock { $0.needed = needed }
    _ = Unmanaged.passRetained(self)
  }

  /// The address that each record carries to its delivery report.
  var address: UnsafeMutableRawPointer { Unmanaged.passUnretained(self).toOpaque() }

  /// The count at an address that a delivery report carries.
  static func at(_ address: UnsafeMutableRawPointer) -> DeliveryCount {
    Unmanaged<DeliveryCount>.fromOpaque(address).takeUnretainedValue()
  }

  /// Records that `count` records were delivered, or failed.
  func delivered(_ count: Int, failure: DeliveryFailure?) {
    if let failure { end.withLock { $0.note(failure, count) } }
    if balance.subtract(count, ordering: .acquiringAndReleasing).newValue == 0 { complete() }
  }

  /// Sets the number of records that were sent and the completion. Call it once.
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
