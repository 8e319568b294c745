import EngineReference
import Testing

@testable import JoistEngine

/// The queue and the heap, against plain arrays.
@Suite struct QueueTests {
  @Test("Elements leave a queue in order, and can be put back")
  func queue() {
    var dice = Dice(seed: 8)
    var queue = Queue<Int>()
    var plain: [Int] = []
    for step in 0..<5000 {
      switch dice.number(in: 0...9) {
      case 0...4:
        queue.append(step)
        plain.append(step)
      case 5...8:
        #expect(queue.popFirst() == (plain.isEmpty ? nil : plain.removeFirst()))
      default:
        let taken = (0..<min(3, plain.count)).compactMap { _ in queue.popFirst() }
        queue.putBack(taken)
      }
      #expect(queue.first == plain.first)
      #expect(queue.count == plain.count)
    }
  }

  @Test("A heap returns its smallest element first")
  func heap() {
    var dice = Dice(seed: 9)
    var heap = Heap<Int>()
    var plain: [Int] = []
    for _ in 0..<3000 {
      if dice.chance(60) {
        let number = dice.number(in: 0...50)
        heap.push(number)
        plain.append(number)
      } else {
        plain.sort()
        #expect(heap.pop() == (plain.isEmpty ? nil : plain.removeFirst()))
      }
    }
  }

  @Test("A small set has the members of an ordinary set")
  func smallSet() {
    var dice = Dice(seed: 10)
    var small = SmallSet()
    var plain: Set<Int> = []
    for _ in 0..<2000 {
      let number = dice.number(in: 0...127)
      if dice.chance(50) {
        small.insert(number)
        plain.insert(number)
      } else {
        small.remove(number)
        plain.remove(number)
      }
      #expect(small.contains(number) == plain.contains(number))
      let start = dice.number(in: 0...128)
      #expect(small.next(from: start) == plain.filter { $0 >= start }.min())
      #expect(small.count == plain.count)
    }
  }
}
