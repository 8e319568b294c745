import JoistEngine
import JoistPlan
import Testing

/// §3: restrictions that end by themselves and that no bundle has begun share bundles.
@Suite struct Section03SharedTests {
  private func engine(_ count: Int, threads: Int = 1, most: Int = 1_000, bounded: Bool = true) throws -> TestEngine {
    let engine = TestEngine(
      Plans.readAndWrite(bounded: bounded), EngineOptions(parallelism: threads), restrictions: most)
    try engine.split(count)
    return engine
  }

  private func lanes(_ task: BundleTask) -> [Int] {
    guard case .restrictions(let restrictions) = task.input else { return [] }
    return restrictions.map(\.lane)
  }

  @Test("Each bundle is given half of its thread's share, and at most so many")
  func sharesAreHalf() throws {
    let engine = try engine(100, threads: 2)
    var sizes: [Int] = []
    var seen: [UInt8] = []
    for _ in 0..<6 {
      let task = try engine.bundle()
      sizes.append(task.names.count)
      seen += task.names
      engine.commit(task)
    }
    #expect(sizes == [25, 18, 14, 10, 8, 6])
    #expect(seen == Array(0..<UInt8(seen.count)))
    #expect(try self.engine(100, threads: 2, most: 7).bundle().names.count == 7)
  }

  @Test("What never ends and what a bundle has begun is alone")
  func othersAreAlone() throws {
    #expect(try engine(10, bounded: false).bundle().names == [0])
    let engine = try engine(8)
    let shared = try engine.bundle()
    #expect(shared.names == [0, 1, 2, 3])
    engine.commit(shared, left: try (0..<4).map { try shared.residual(5, isBounded: true, of: $0) })
    // Those that nobody has begun stand at the beginning of time.
    var sizes: [Int] = []
    while case .bundle(let task)? = engine.next() {
      sizes.append(task.names.count)
      engine.commit(task)
    }
    #expect(sizes == [4, 1, 1, 1, 1])
  }

  @Test("Each residual goes on in the lane of its restriction; what was split off gets a lane of its own")
  func residualsKeepTheirLanes() throws {
    let engine = try engine(8)
    let shared = try engine.bundle()
    let before = lanes(shared)
    engine.commit(
      shared,
      left: [
        try shared.residual(7, isBounded: true, of: 1), try shared.residual(9, isBounded: true, of: 2),
        try shared.residual(8, isBounded: true, continues: false, of: 2),
      ])
    var left: [Int] = []
    while case .bundle(let task)? = engine.next() {
      if try task.restriction.watermark > EventTime.min { left += lanes(task) }
      engine.commit(task)
    }
    #expect(left.count == 3)
    #expect(left.first == before[1] && left.last == before[2] && !before.contains(left[1]))
  }

  @Test("Restrictions that a bundle has not begun wait again once it is committed, and hold the watermark until then")
  func undoneOnesWaitAgain() throws {
    let engine = try engine(4)
    let shared = try engine.bundle()
    #expect(shared.names == [0, 1])
    engine.settle(shared, undone: 1)
    let second = try engine.bundle()
    #expect(second.names == [2])
    engine.commitSettled(shared)
    #expect(try engine.status("Read").source?.restrictions == 3)
    #expect(try engine.watermarks("Read") == [EventTime.min, EventTime.min])
    engine.commit(second)
    var seen: [UInt8] = []
    while case .bundle(let task)? = engine.next() {
      seen += task.names
      engine.commit(task)
    }
    #expect(seen.sorted() == [1, 3])
    #expect(engine.progress == .finished)
  }

  @Test("A failure repeats all that the bundle was given, begun or not", arguments: [0, 1, 2])
  func aFailureRepeatsAll(undone: Int) throws {
    let engine = try engine(4)
    let shared = try engine.bundle()
    #expect(shared.names == [0, 1])
    engine.settle(shared, left: undone == 0 ? [try shared.residual(3, isBounded: true, of: 1)] : [], undone: undone)
    engine.fail(shared)
    var seen: [UInt8] = []
    while case .bundle(let task)? = engine.next() {
      seen += task.names
      engine.commit(task)
    }
    #expect(seen.sorted() == [0, 1, 2, 3])
    #expect(engine.progress == .finished)
  }
}
