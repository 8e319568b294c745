import JoistEngine
import JoistPlan
import Testing

/// §3: bounded restrictions that no bundle has begun share bundles.
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

  @Test("Each bundle is given half of its thread's share, up to a limit")
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

  @Test("Unbounded restrictions, and those that a bundle has begun, are alone in their bundles")
  func othersAreAlone() throws {
    #expect(try engine(10, bounded: false).bundle().names == [0])
    let engine = try engine(8)
    let shared = try engine.bundle()
    #expect(shared.names == [0, 1, 2, 3])
    engine.commit(shared, left: try (0..<4).map { try shared.residual(5, isBounded: true, of: $0) })
    // Those that no bundle has begun have the beginning of time as their watermark.
    var sizes: [Int] = []
    while case .bundle(let task)? = engine.next() {
      sizes.append(task.names.count)
      engine.commit(task)
    }
    #expect(sizes == [4, 1, 1, 1, 1])
  }

  @Test("Each residual continues in the lane of its restriction, and a part that was split off gets a new lane")
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

  @Test("A failure repeats all restrictions of the bundle, begun or not", arguments: [0, 1, 2])
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

  @Test("Restrictions of a failed bundle are retried one by one")
  func afterAFailureEachIsAlone() throws {
    let engine = try engine(16)
    let shared = try engine.bundle()
    #expect(shared.names == Array(0..<8))
    engine.fail(shared)
    var sizes: [UInt8: Int] = [:]
    while case .bundle(let task)? = engine.next() {
      for name in task.names { sizes[name] = task.names.count }
      engine.commit(task)
    }
    #expect(sizes.count == 16)
    #expect((0..<8).allSatisfy { sizes[$0] == 1 }, "\(sizes)")
    #expect(engine.progress == .finished)
  }

  @Test("Of several residuals that continue a restriction, only the first keeps its lane")
  func oneResidualContinues() throws {
    for most in [1, 1_000] {
      let engine = try engine(4, most: most)
      let first = try engine.bundle()
      engine.commit(
        first, left: [try first.residual(7, isBounded: true), try first.residual(8, isBounded: true)])
      var (running, lanes): ([BundleTask], [Int]) = ([], [])
      while case .bundle(let task)? = engine.next() {
        running.append(task)
        lanes += self.lanes(task)
      }
      #expect(Set(lanes).count == lanes.count, "two of \(lanes) go on in one lane")
    }
  }

  @Test("If the memory is used up, a restriction that its bundle has not begun counts as one that has not read")
  func undoneOnesHaveNotRead() throws {
    let engine = TestEngine(
      Plans.readAndGroup(Grouping(content: .values)), EngineOptions(memoryBudget: 100_000), restrictions: 1_000)
    try engine.split(4)
    let shared = try engine.bundle()
    #expect(shared.names == [0, 1])
    let records = Make.records(
      [(key: [1], value: Array(repeating: 7, count: 150_000))], window: Window(start: 0, end: 10), minTime: 0)
    engine.commit(shared, [.records([records])], undone: 1)
    try engine.group()
    var seen: [UInt8] = []
    while case .bundle(let task)? = engine.next() {
      seen += task.names
      engine.commit(task)
    }
    #expect(engine.progress == .running)
    #expect(seen == [1, 2, 3])
  }
}
