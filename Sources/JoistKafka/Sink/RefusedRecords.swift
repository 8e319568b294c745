import Beam
import Synchronization

/// The records that brokers refused, until the elements that they were made from are found.
///
/// A delivery report comes after the bundle's functions have returned, so it has the record but not the element. The bundle is
/// therefore run once more. When a function makes the refused record again, the sink throws before sending it, so that the
/// error names the step and the element's origin.
final class RefusedRecords: Sendable {
  /// The most records to search for in a job. It bounds the retries if a function makes a different record each time.
  private static let most = 8

  private struct State {
    /// The refused records that have not been made again yet.
    var searched: [DeliveryFailure] = []
    /// How many records the job has searched for so far.
    var count = 0
  }

  private let state = Mutex(State())

  /// Whether any record is being searched for.
  var areSearched: Bool { state.withLock { !$0.searched.isEmpty } }

  /// The error of a bundle with a delivery failure: a retryable one the first time a record is refused.
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
      "\(failure.error.message); the bundle runs again to find the element that it came from", hadContact: true)
  }

  /// Why a record was refused; nil: it was not. The refusal is removed, so that the next attempt sends the record again.
  func takeRefusal(of record: KafkaRecord) -> KafkaError? {
    state.withLock { state in
      guard let index = state.searched.firstIndex(where: { $0.isOf(record) }) else { return nil }
      return state.searched.remove(at: index).error
    }
  }
}

extension DeliveryFailure {
  /// Whether the refused record is equal to another one. A record without a timestamp was sent with the time of sending, so
  /// its timestamp is not compared.
  fileprivate func isOf(_ other: KafkaRecord) -> Bool {
    guard let record else { return false }
    return record.key == other.key && record.value == other.value
      && (other.timestamp == nil || other.timestamp == record.timestamp)
  }
}
