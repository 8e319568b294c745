import Beam
import BeamWorker
import JoistPlan
import Synchronization
import TestSupport

@testable import JoistRunner

/// A carrier that works as a worker in another process does: on a thread of its own, at two bundles at once, piece by piece.
/// Pieces are of random size, steps of the two bundles alternate at random, and many bundles end before their input.
final class AsideCarrier: Carrier {
  let bundlesAtOnce: Int? = 2
  private let inner: any Carrier
  private let worker = AsideWorker()

  init(over inner: any Carrier) {
    self.inner = inner
    worker.begin()
  }

  deinit { worker.end() }

  func makeExecutor(for stage: StageID) throws -> any BundleExecutor {
    AsideExecutor(try inner.makeExecutor(for: stage), worker)
  }

  func makeCombineStore(for stage: StageID) throws -> any CombineStore { try inner.makeCombineStore(for: stage) }

  func failure(_ failure: GroupingFailure, of stage: StageID) -> any Error { inner.failure(failure, of: stage) }

  /// How many bundles it has worked on.
  var bundles: Int { worker.bundles }
  /// How many times it had two in flight.
  var overlaps: Int { worker.overlaps }
  /// How many bundles it has ended before their input.
  var splits: Int { worker.splits }
}

/// Hands its bundles to the worker's thread.
// Sendable: the runner begins one bundle at a time and touches the executor between bundles only; its activity may be asked for at any time.
private final class AsideExecutor: BundleExecutor, @unchecked Sendable {
  private let inner: any BundleExecutor
  private let worker: AsideWorker

  init(_ inner: any BundleExecutor, _ worker: AsideWorker) {
    self.inner = inner
    self.worker = worker
  }

  func begin(
    _ input: BundleInput, control: BundleControl,
    completion: @escaping @Sendable (Result<FinishedBundle, any Error>) -> Void
  ) {
    worker.take { [self] in
      if let streaming = inner as? any StreamingExecutor {
        StreamedBundle(input, control, streaming, completion)
      } else {
        WholeBundle { self.inner.begin(input, control: control, completion: completion) }
      }
    }
  }

  func tearDown() { inner.tearDown() }

  var keptMemory: Int { inner.keptMemory }

  var activity: StepActivity? { inner.activity }
}

/// The thread and what it has to do.
private final class AsideWorker: Sendable {
  /// Makes the bundle on the thread that works on it.
  typealias Begun = @Sendable () -> any AsideBundle

  private struct State {
    var begun: [Begun] = []
    var isOver = false
    var bundles = 0
    var overlaps = 0
    var splits = 0
  }

  private let state = Monitor(State(), conditions: 1)

  var bundles: Int { state.withLock { $0.bundles } }
  var overlaps: Int { state.withLock { $0.overlaps } }
  var splits: Int { state.withLock { $0.splits } }

  func begin() {
    do { try WorkerThread(name: "aside") { [self] in work() }.detach() } catch { preconditionFailure("\(error)") }
  }

  func end() {
    state.withLock { $0.isOver = true }
    state.broadcast()
  }

  func take(_ begun: @escaping Begun) {
    state.withLock { $0.begun.append(begun) }
    state.signal(0)
  }

  private func work() {
    var dice = SplitMix(seed: UInt64.random(in: .min ... .max))
    var active: [any AsideBundle] = []
    while true {
      let begun: [Begun]? = state.wait(on: 0) { state in
        if state.begun.isEmpty && active.isEmpty { return state.isOver ? .done(nil) : .wait(nanoseconds: nil) }
        defer { state.begun = [] }
        state.bundles += state.begun.count
        return .done(state.begun)
      }
      guard let begun else { return }
      active += begun.map { $0() }
      precondition(active.count <= 2, "\(active.count) bundles are in flight")
      let index = Int(dice.next() % UInt64(active.count))
      let isTwo = active.count == 2
      if isTwo { state.withLock { $0.overlaps += 1 } }
      guard active[index].step(&dice) else { continue }
      if active[index].wasSplit { state.withLock { $0.splits += 1 } }
      active.remove(at: index).complete()
    }
  }
}

/// A bundle on the worker's thread.
private protocol AsideBundle: AnyObject {
  /// Whether it ended before its input did.
  var wasSplit: Bool { get }
  /// Does a bit of its work; true: it has ended.
  func step(_ dice: inout SplitMix) -> Bool
  /// Tells the runner how it ended; called once, when it is in flight no longer.
  func complete()
}

/// A bundle that is run as a whole.
private final class WholeBundle: AsideBundle {
  private let run: () -> Void
  let wasSplit = false

  init(_ run: @escaping () -> Void) { self.run = run }

  func step(_ dice: inout SplitMix) -> Bool { true }
  func complete() { run() }
}

/// A bundle whose input arrives piece by piece.
private final class StreamedBundle: AsideBundle {
  private let control: BundleControl
  private let executor: any StreamingExecutor
  private let completion: @Sendable (Result<FinishedBundle, any Error>) -> Void
  private let outputs = GatheredOutputs()
  private var blocks: [ElementBlock] = []
  private var restrictions: [Restriction] = []
  private var groups: [KeyedInput] = []
  private var isStarted = false
  /// Whether it takes no more: what is left of its input is not done.
  private var hasEnough = false
  private var result: Result<FinishedBundle, any Error>?

  init(
    _ input: BundleInput, _ control: BundleControl, _ executor: any StreamingExecutor,
    _ completion: @escaping @Sendable (Result<FinishedBundle, any Error>) -> Void
  ) {
    self.control = control
    self.executor = executor
    self.completion = completion
    switch input {
    case .elements(let blocks): self.blocks = blocks
    case .restrictions(let restrictions): self.restrictions = restrictions
    case .keyed(let groups): self.groups = groups
    }
  }

  var wasSplit: Bool { undone > 0 }

  private var undone: Int { blocks.reduce(restrictions.count + groups.count) { $0 + $1.count } }

  func step(_ dice: inout SplitMix) -> Bool {
    do {
      if !isStarted {
        isStarted = true
        try executor.start(control: control, outlet: outputs)
      } else if undone > 0, !hasEnough {
        try push(&dice)
        if dice.next() % 8 == 0 { hasEnough = true }
      } else {
        var finished = try executor.finish()
        finished.result.outputs = outputs.all
        finished.result.undone = undone
        result = .success(finished)
      }
    } catch {
      result = .failure(error)
    }
    return result != nil
  }

  private func push(_ dice: inout SplitMix) throws {
    if !blocks.isEmpty {
      let block = blocks.removeFirst()
      let (piece, rest) = block.split(at: 1 + Int(dice.next() % UInt64(block.count)))
      if rest.count > 0 { blocks.insert(rest, at: 0) }
      let done = try executor.push(piece)
      if done < piece.count {
        hasEnough = true
        blocks.insert(piece.split(at: done).rest, at: 0)
      }
    } else if let group = groups.first {
      if try executor.push(group) { groups.removeFirst() } else { hasEnough = true }
    } else if try executor.push(restrictions[0]) {
      restrictions.removeFirst()
    } else {
      hasEnough = true
    }
  }

  func complete() {
    if let result { completion(result) }
  }
}
