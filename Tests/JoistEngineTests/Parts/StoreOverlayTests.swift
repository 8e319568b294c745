import EngineReference
import TestSupport
import Testing

@testable import JoistEngine

/// Bundles of a small keyed machine that fail and are tried again.
@Suite struct StoreOverlayTests {
  /// The output of a run, and the content of its store.
  private struct Outcome: Equatable {
    var out: [[UInt8]] = []
    var listing: [Listed] = []
  }

  private func withoutFailures(_ bundles: [[BagMachine.Record]]) throws -> Outcome {
    var store = MemoryStore(seed: 1)
    var outcome = Outcome()
    for bundle in bundles { outcome.out += try BagMachine.run(bundle, in: &store) }
    outcome.listing = try store.listing()
    return outcome
  }

  /// Where each try of a bundle stops: some stop, the last does not.
  private func stops(_ bundle: [BagMachine.Record], _ dice: inout Dice) -> [Int?] {
    let stops = BagMachine.stops(in: bundle)
    return (0..<dice.number(in: 0...3)).map { _ in dice.number(in: 0...stops - 1) } + [nil]
  }

  @Test(
    "Bundles that are retried give the same result as bundles that never fail", arguments: Seeds.chosen(from: 0..<200)
  )
  func retries(seed: UInt64) throws {
    var dice = Dice(seed: seed)
    let bundles = BagMachine.bundles(&dice)
    var store = StoreOverlay(over: MemoryStore(seed: seed), seed: seed)
    var second = MemoryStore(seed: seed + 1)
    var outcome = Outcome()
    for bundle in bundles {
      for stop in stops(bundle, &dice) {
        do {
          outcome.out += try BagMachine.run(bundle, stopAt: stop, in: &store)
        } catch is BagMachine.Stop {
          store.undo()
          continue
        }
        // What was written down does the same to another store.
        let changes = try StoreChanges(decoding: store.changes.encoded())
        try store.commit()
        try changes.apply(to: &second)
        let (here, there) = (try store.listing(), try second.listing())
        #expect(here == there)
      }
    }
    outcome.listing = try store.listing()
    let expected = try withoutFailures(bundles)
    #expect(outcome == expected, "\(Seeds.replay(seed, "StoreOverlayTests", of: "JoistEngineTests"))")
  }

  /// The same run on a store without an overlay: it must go wrong, or the test above proves nothing.
  @Test("Without an overlay, a failed bundle leaves traces")
  func withoutOverlay() throws {
    var wrong = 0
    for seed in UInt64(0)..<50 {
      var dice = Dice(seed: seed)
      let bundles = BagMachine.bundles(&dice)
      var store = MemoryStore(seed: seed)
      var outcome = Outcome()
      for bundle in bundles {
        for stop in stops(bundle, &dice) {
          if let out = try? BagMachine.run(bundle, stopAt: stop, in: &store) { outcome.out += out }
        }
      }
      outcome.listing = try store.listing()
      if outcome != (try withoutFailures(bundles)) { wrong += 1 }
    }
    #expect(wrong > 40)
  }

  @Test(
    "After a failure of the store at any call, the bundle can be undone or its commit repeated",
    arguments: Seeds.chosen(from: 0..<10))
  func faults(seed: UInt64) throws {
    var dice = Dice(seed: seed)
    let bundles = BagMachine.bundles(&dice)
    let last = bundles[bundles.count - 1]
    let before = try withoutFailures(Array(bundles.dropLast())).listing
    let after = try withoutFailures(bundles).listing
    var (failedRuns, failedCommits) = (0, 0)
    for call in 1... {
      let plan = FaultyStore.Plan()
      var store = StoreOverlay(over: FaultyStore(plan: plan, memoryStore: MemoryStore(seed: seed)), seed: seed)
      for bundle in bundles.dropLast() {
        _ = try BagMachine.run(bundle, in: &store)
        try store.commit()
      }
      plan.callsLeft = call
      do {
        _ = try BagMachine.run(last, in: &store)
      } catch is FaultyStore.Fault {
        failedRuns += 1
        store.undo()
        let below = below(store)
        #expect(below == before)
        _ = try BagMachine.run(last, in: &store)
      }
      let changes = store.changes
      do {
        try store.commit()
      } catch is FaultyStore.Fault {
        failedCommits += 1
        let (listing, kept) = (try store.listing(), store.changes)
        #expect(listing == after && kept == changes)
        try store.commit()
      }
      let below = below(store)
      #expect(below == after, "call \(call); \(Seeds.replay(seed, "StoreOverlayTests", of: "JoistEngineTests"))")
      // The run has fewer calls than that, so none failed.
      if plan.callsLeft != nil { break }
    }
    #expect(failedRuns > 0 && failedCommits > 0)
  }

  /// What the store below holds, past the overlay.
  private func below(_ store: borrowing StoreOverlay<FaultyStore>) -> [Listed] {
    var found: [Listed] = []
    store.base.memoryStore.forEachCell { found.append(Listed(key: $0, cell: $1, value: $2)) }
    return found
  }

  @Test("Nothing is written to the store before the commit, and undo frees the overlay's memory")
  func untilTheCommit() throws {
    var store = StoreOverlay(over: MemoryStore(seed: 1), seed: 2)
    try store.write([1], to: [1], of: [1])
    try store.commit()
    let (below, whole) = (store.base.memory, store.memory)
    for number in UInt8(0)...255 { try store.write([number], to: [number], of: [number]) }
    let (belowInBundle, wholeInBundle) = (store.base.memory, store.memory)
    #expect(belowInBundle == below && wholeInBundle > whole + 10_000)
    store.undo()
    try store.write([2], to: [1], of: [1])
    store.undo()
    let (value, left) = (try store.read([1], of: [1]), store.memory)
    #expect(value == [1] && left <= whole + 8192)
  }
}
