import Testing

@testable import Beam

/// The table of a bundle's slices.
@Suite struct SliceContextsTests {
  @Test("A seed spreads slices that are chosen to collide")
  func hostileSlices() {
    let hostile = (0..<Int64(4000)).map { $0 * 3_524_578 }
    func firstIndices(_ seed: UInt64) -> Int { Set(hostile.map { SliceContexts.firstIndex($0, seed, 14) }).count }
    #expect(firstIndices(0) < 20)
    #expect(firstIndices(0x1234_5678_9ABC_DEF0) > 2000)
  }

  @Test("Slices are found until all are removed", arguments: [3, 50, 20_000])
  func found(count: Int) {
    var known = SliceContexts()
    defer { known.deallocate() }
    for round in 0..<3 {
      for number in 0..<count { known.add(Int64(number) * 977 - 5000, UInt32(number + round)) }
      for number in 0..<count { #expect(known[Int64(number) * 977 - 5000] == UInt32(number + round)) }
      #expect(known[1] == nil)
      known.removeAll()
      #expect(known[-5000] == nil)
    }
  }
}
