import JoistEngine
import JoistPlan
import Testing

/// The backlog of a source, as the coordinator reports it.
@Suite struct SourceBacklogTests {
  /// An element and restriction named by a byte, with its size after it.
  private static func sized(_ name: UInt8, _ size: Double) -> [UInt8] {
    [name] + (0..<8).reversed().map { UInt8(truncatingIfNeeded: size.bitPattern >> ($0 * 8)) }
  }

  private static func left(
    _ name: UInt8, _ size: Double, continues: Bool = true, resume: Residual.Resume = .now
  ) -> Residual {
    Residual(
      block: Make.block([sized(name, size)]), watermark: 0, resume: resume, hasBacklog: true, continues: continues,
      isBounded: false)
  }

  private func engine(depth: Int = 1, unit: SizeUnit? = .elements, _ sizes: [Double]) throws -> TestEngine {
    var plan = Plans.readAndWrite(depth: depth)
    plan.stages[2].sizeUnit = unit
    let engine = TestEngine(plan)
    let all = sizes.enumerated().map { Self.sized(UInt8($0.offset), $0.element) }
    engine.commit(try engine.bundle(), [.elements([Make.block(all)])])
    return engine
  }

  private func figures(_ engine: TestEngine) throws -> [Int] {
    let status = try engine.status("Read")
    let source = try #require(status.source)
    return [source.restrictions, source.size]
  }

  @Test("Restrictions that have not begun count")
  func notBegun() throws {
    #expect(try figures(engine([100, 20])) == [2, 120])
    #expect(try engine([100, 20]).status("Read").source?.unit == .elements)
    #expect(try engine([100, 20]).status("Write").source == nil)
  }

  @Test("A running restriction counts as it was at its start, then as what is left of it")
  func running() throws {
    let engine = try engine([100, 20])
    let task = try engine.bundle()
    #expect(try figures(engine) == [2, 120])
    engine.commit(task, left: [Self.left(0, 60)])
    #expect(try figures(engine) == [2, 80])
    for _ in 0..<2 { engine.commit(try engine.bundle()) }
    #expect(try figures(engine) == [0, 0])
    #expect(engine.isIdle)
  }

  @Test("A part that is split off counts from the end of the run")
  func splitOff() throws {
    let engine = try engine([100])
    engine.commit(try engine.bundle(), left: [Self.left(0, 10), Self.left(1, 50, continues: false)])
    #expect(try figures(engine) == [2, 60])
  }

  @Test("Restrictions that wait for a signal count")
  func waiting() throws {
    let engine = try engine([100])
    engine.commit(
      try engine.bundle(), left: [Self.left(0, 7, resume: .wake(token: 5, atMostMilliseconds: 1_000))])
    #expect(engine.isIdle)
    #expect(try figures(engine) == [1, 7])
  }

  @Test("Input of settling bundles has been read")
  func settling() throws {
    let engine = try engine(depth: 2, [100])
    let first = try engine.bundle()
    engine.settle(first, left: [Self.left(0, 60)])
    #expect(try figures(engine) == [1, 60])
    let second = try engine.bundle()
    engine.settle(second, left: [Self.left(0, 30)])
    #expect(try figures(engine) == [1, 30])
    engine.commitSettled(first)
    engine.commitSettled(second)
    #expect(try figures(engine) == [1, 30])
  }

  @Test("After a failure, the input of the bundle counts again")
  func failed() throws {
    let engine = try engine(depth: 3, [100])
    let first = try engine.bundle()
    engine.settle(first, left: [Self.left(0, 60), Self.left(7, 5, continues: false)])
    let second = try engine.bundle()
    engine.settle(second, left: [Self.left(0, 30)])
    let third = try engine.bundle()
    #expect(try figures(engine) == [2, 35])
    engine.fail(first, retryAt: 10)
    #expect(try figures(engine) == [1, 100])
    // The others were aborted with it; their ends change nothing.
    engine.commitSettled(second)
    engine.commit(third)
    #expect(try figures(engine) == [1, 100])
    engine.now = 10
    engine.commit(try engine.bundle())
    #expect(try figures(engine) == [0, 0])
  }

  @Test("Without a unit, only the number of restrictions is known")
  func withoutUnit() throws {
    #expect(try figures(engine(unit: nil, [100, 20])) == [2, 0])
  }

  @Test("Invalid sizes count as nothing, and endless ones as the largest size")
  func oddSizes() throws {
    #expect(try figures(engine([.nan, -3, 0.25])) == [3, 1])
    let endless = try engine([.infinity, 9.2e18, 1])
    #expect(try figures(endless) == [3, (1 << 41) + 1])
    for _ in 0..<3 { endless.commit(try endless.bundle()) }
    #expect(try figures(endless) == [0, 0])
  }
}
