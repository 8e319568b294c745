import Joist
import JoistTesting
import Synchronization

/// A random number generator with a seed.
struct Dice {
  var state: UInt64
  init(_ seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 0x1234_5678_9ABC_DEF1 }
  mutating func next() -> UInt64 {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return state
  }
  mutating func below(_ n: Int) -> Int { Int(next() % UInt64(n)) }
}

/// Fails some calls, by chance: one in some number, and so many at most.
final class Chance: Sendable {
  private let dice: Mutex<Dice>
  private let left: Mutex<Int>
  private let one: Int
  init(_ seed: UInt64, oneIn: Int, atMost: Int) {
    dice = Mutex(Dice(seed))
    left = Mutex(atMost)
    one = oneIn
  }
  func fail() throws {
    if one == 0 { return }
    guard dice.withLock({ $0.below(one) }) == 0 else { return }
    if left.withLock({ left in
      left -= 1
      return left >= 0
    }) {
      throw RetryableError("chance", hadContact: true)
    }
  }
}

extension TestOptions {
  /// Options with parallelism and order by a seed.
  static func random(_ seed: UInt64) -> TestOptions {
    var options = TestOptions()
    options.parallelism = Int(seed % 4) + 1
    options.seed = seed
    options.shuffles = seed % 2 == 1
    return options
  }
}
