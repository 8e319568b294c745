import EngineReference
import JoistPlan
import Synchronization
import TestSupport
import Testing

@testable import JoistEngine

/// §6: grouping work whose machines can be undone is given back where it fails, and repeated.
@Suite struct Section06UndoneGroupsTests {
  private final class Machines: Sendable {
    private let dice: Mutex<Dice>
    private let all = Mutex<[CountingMachine]>([])
    /// Of a hundred records, at how many a unit stops.
    private let percent: Int

    init(seed: UInt64, percent: Int) {
      dice = Mutex(Dice(seed: seed))
      self.percent = percent
    }

    func make(_ keyGroup: Int) -> any GroupMachine {
      let machine = CountingMachine(keyGroup: keyGroup) { [self] in dice.withLock { $0.chance(percent) } }
      all.withLock { $0.append(machine) }
      return machine
    }

    func count() throws -> Int { try all.withLock { try $0.reduce(0) { try $0 + $1.count() } } }
  }

  private let plan = Plans.readAndGroup(Grouping(content: .values))

  private func engine(_ machines: Machines, _ options: EngineOptions) -> TestEngine {
    TestEngine(plan, Coordinator(plan: plan, options: options) { _, _ in { machines.make($0) } })
  }

  @Test("Each record counts once, however often its task fails", arguments: Seeds.chosen(from: 0..<100))
  func eachRecordCountsOnce(seed: UInt64) throws {
    var dice = Dice(seed: seed)
    let machines = Machines(seed: seed + 1, percent: 5)
    let engine = engine(machines, EngineOptions(parallelism: 3, seed: seed, shuffles: dice.chance(50)))
    var (written, failures, idle) = (0, 0, 0)
    var tasks: [GroupTask] = []
    while engine.progress == .running, idle < 1_000 {
      let work = tasks.count < 3 ? engine.next() : nil
      switch work {
      case .bundle(let task) where task.stage == StageID(1):
        engine.commit(task, [.elements([Make.block((0..<5).map { [UInt8($0)] })])])
      case .bundle(let task):
        let records = (0..<dice.number(in: 0...6)).map { (key: [UInt8($0 * 7), 1], value: [UInt8(1)]) }
        written += records.count
        let blocks = records.map { Make.records([$0], window: .global, minTime: 5) }
        engine.commit(task, [.records(blocks)], left: dice.chance(80) ? [try task.residual(10, isBounded: true)] : [])
      case .group(let task): tasks.append(task)
      case nil:
        if !tasks.isEmpty {
          let task = tasks.remove(at: dice.number(in: 0...tasks.count - 1))
          do {
            engine.commit(try task.perform { throw Unexpected("a store") })
          } catch let failure as GroupingFailure where failure.underlying is CountingMachine.Stop {
            failures += 1
            #expect(task.canUndo)
            engine.fail(task, retryAt: engine.now + Int64(dice.number(in: 0...50)))
          }
        } else if let moment = engine.nextWakeUp {
          engine.now = moment
        } else {
          idle += 1
        }
      }
      #expect(engine.audit == [])
    }
    let counted = try machines.count()
    #expect(engine.progress == .finished)
    #expect(counted == written, "\(Seeds.replay(seed, "Section06UndoneGroupsTests", of: "JoistEngineTests"))")
    if written > 100 { #expect(failures > 0) }
  }

  @Test("The key groups of a failed task wait until it may be tried again; others go on")
  func onlyItsKeyGroupsWait() throws {
    let machines = Machines(seed: 1, percent: 0)
    let engine = engine(machines, EngineOptions(parallelism: 2, groupTaskBytes: 1))
    try engine.split(1)
    let task = try engine.bundle()
    let blocks = [0, 9, 18, 27].map { Make.records([(key: [$0, 1], value: [1])], window: .global, minTime: 5) }
    engine.commit(task, [.records(blocks)])
    guard case .group(let first)? = engine.next() else { throw Unexpected("no task") }
    engine.fail(first, retryAt: 100)
    #expect(engine.nextWakeUp == 100)
    var others: [Int] = []
    while case .group(let other)? = engine.next() {
      others += other.keyGroups
      engine.commit(try other.perform { throw Unexpected("a store") })
    }
    #expect(!others.isEmpty && others.allSatisfy { !first.keyGroups.contains($0) })
    engine.now = 100
    guard case .group(let again)? = engine.next() else { throw Unexpected("no task") }
    #expect(again.keyGroups.contains(first.keyGroups[0]))
    engine.commit(try again.perform { throw Unexpected("a store") })
    while case .group(let other)? = engine.next() { engine.commit(try other.perform { throw Unexpected("a store") }) }
    let counted = try machines.count()
    #expect(counted == 4)
    #expect(engine.progress == .finished)
  }

  @Test("A key group that always fails does not hold back those that failed together with it")
  func othersGoOn() throws {
    let machines = Machines(seed: 1, percent: 0)
    let engine = engine(machines, EngineOptions())
    try engine.split(1)
    let task = try engine.bundle()
    let blocks = [0, 9, 18, 27].map { Make.records([(key: [$0, 1], value: [1])], window: .global, minTime: 5) }
    engine.commit(task, [.records(blocks)])
    var bad: Int?
    for _ in 0..<10 {
      while case .group(let task)? = engine.next() {
        bad = bad ?? task.keyGroups[2]
        if task.keyGroups.contains(bad ?? 0) {
          engine.fail(task, retryAt: engine.now + 100)
        } else {
          engine.commit(try task.perform { throw Unexpected("a store") })
        }
      }
      engine.now += 100
    }
    let counted = try machines.count()
    #expect(counted == 3)
    #expect(engine.audit == [])
  }
}
