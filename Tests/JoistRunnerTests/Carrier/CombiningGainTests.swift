import Foundation
import Testing

@testable import BeamWorker

/// When combining before the shuffle goes on, and when it is given up.
@Suite struct CombiningGainTests {
  /// What the looks find, one after another, until it is decided.
  /// - Parameter keys: how many keys so many pairs have.
  private func findings(room: Int = 80_000, _ keys: (_ pairs: Int) -> Int) -> [CombiningGain.Finding] {
    var gain = CombiningGain()
    var pairs = CombiningGain.untilFirstLook
    var all: [CombiningGain.Finding] = []
    while true {
      let finding = gain.look(at: (pairs, keys(pairs)), room: room)
      all.append(finding)
      guard case .later(let more) = finding else { return all }
      pairs += more
    }
  }

  /// How many of so many keys have come after pairs at random.
  private func atRandom(_ keys: Double) -> (_ pairs: Int) -> Int { { Int(keys * (1 - exp(-Double($0) / keys))) } }

  @Test(
    "A constant share of keys is decided after 10,000 pairs",
    arguments: [(0.79, true), (0.81, false), (1, false)])
  func steady(share: Double, isWorthIt: Bool) {
    let found = findings { Int(Double($0) * share) }
    #expect(found == [.later(pairs: 5_000), isWorthIt ? .isWorthIt : .isNotWorthIt])
  }

  @Test("The decision waits while the table can hold all random keys")
  func random() {
    #expect(findings(atRandom(1_000)) == [.later(pairs: 5_000), .isWorthIt])
    #expect(findings(atRandom(100_000)) == [.later(pairs: 5_000), .later(pairs: 30_000), .isWorthIt])
    #expect(findings(room: 8_000, atRandom(100_000)) == [.later(pairs: 5_000), .isNotWorthIt])
    #expect(findings(atRandom(1_000_000)) == [.later(pairs: 5_000), .isNotWorthIt])
  }

  @Test("Repeats that grew and then stay few do not count")
  func brokenPromise() {
    let found = findings { $0 < 40_000 ? atRandom(100_000)($0) : $0 - 2_000 }
    #expect(found == [.later(pairs: 5_000), .later(pairs: 30_000), .isNotWorthIt])
  }
}
