import EngineReference
import Testing

@testable import JoistEngine

/// Minima of times that come and go, against a plain list.
@Suite struct CountedHeapTests {
  @Test("The minimum is that of a plain list")
  func minimum() {
    var dice = Dice(seed: 4)
    var heap = CountedHeap()
    var plain: [Int64] = []
    for _ in 0..<3000 {
      if plain.isEmpty || dice.chance(55) {
        let time = Int64(dice.number(in: 0...30))
        heap.add(time)
        plain.append(time)
      } else {
        heap.remove(plain.remove(at: dice.number(in: 0...plain.count - 1)))
      }
      #expect(heap.minimum == plain.min())
      #expect(heap.count == plain.count)
    }
  }

  /// A partition that stands still while others go on for days.
  @Test("Memory follows the number of times, even if one of them stays the smallest")
  func memory() {
    var heap = CountedHeap()
    heap.add(0)
    for time in Int64(1)...10_000 {
      heap.add(time)
      heap.remove(time)
    }
    #expect(heap.minimum == 0)
    #expect(heap.added.count + heap.removed.count < 100)
  }
}
