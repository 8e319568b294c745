import Beam
import Synchronization

/// The result of a pipeline, to which all bundles add.
final class Answer: Sendable {
  private let sums: Mutex<[Int64]>

  /// `count` sums of 0.
  init(count: Int) { sums = Mutex(Array(repeating: 0, count: count)) }

  /// Adds the result of a bundle.
  func add(_ part: [Int64]) {
    sums.withLock { sums in for index in part.indices { sums[index] &+= part[index] } }
  }

  /// The sums so far.
  var values: [Int64] { sums.withLock { $0 } }
}
