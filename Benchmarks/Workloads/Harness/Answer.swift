import Beam
import Synchronization

/// Where the bundles of a pipeline add up what it found.
final class Answer: Sendable {
  private let sums: Mutex<[Int64]>

  /// All sums are 0.
  init(count: Int) { sums = Mutex(Array(repeating: 0, count: count)) }

  /// Adds a bundle's part.
  func add(_ part: [Int64]) {
    sums.withLock { sums in for place in part.indices { sums[place] &+= part[place] } }
  }

  /// The sums.
  var values: [Int64] { sums.withLock { $0 } }
}
