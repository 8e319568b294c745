import Beam
import Synchronization

/// The records that brokers refused, until the functions before the sink have made them again.
///
/// A delivery report comes after the bundle's functions have returned: it knows the record, but not the element that it was made
/// from. So the bundle is run once more. This time the record is known before it is sent, and the sink throws where the step and the
/// element's origin are known, too.
final class RefusedRecords: Sendable {
  /// Records that are looked for at most in a job. Functions that make another record each time are not run for ever.
  private static let most = 8

  private struct State {
    var searched: [DeliveryFailure] = []
    var count = 0
  }

  private let state = Mutex(State())

  /// Whether any record is looked for.
  var areSearched: Bool { state.withLock { !$0.searched.isEmpty } }

  /// What a bundle fails with.
  func error(for failure: DeliveryFailure) -> any Error {
    guard let record = failure.record else { return failure.error.bundleError }
    let isSearched = state.withLock { state in
      guard state.count < Self.most, !state.searched.contains(where: { $0.record == record }) else { return false }
      state.count += 1
      state.searched.append(failure)
      return true
    }
    if !isSearched { return failure.error }
    return RetryableError(
      "\(failure.error.message); the bundle is run again to find the element that it was made from", hadContact: true)
  }

  /// Why a record was refused before, if it was. It is told once: the next attempt sends the record again.
  func takeRefusal(of record: KafkaRecord) -> KafkaError? {
    state.withLock { state in
      guard let index = state.searched.firstIndex(where: { $0.isOf(record) }) else { return nil }
      return state.searched.remove(at: index).error
    }
  }
}

extension DeliveryFailure {
  /// Whether the refused record is a copy of another one. One without a timestamp was sent with that of sending.
  fileprivate func isOf(_ other: KafkaRecord) -> Bool {
    guard let record else { return false }
    return record.key == other.key && record.value == other.value
      && (other.timestamp == nil || other.timestamp == record.timestamp)
  }
}
