import JoistPlan

@testable import JoistEngine

/// A machine whose units can be undone: it counts the records of its key group in a store, and may be stopped at each.
// Sendable: one thread at a time has a machine.
final class CountingMachine: GroupMachine, @unchecked Sendable {
  /// Thrown to stop a unit halfway.
  struct Stop: Error {}

  private enum Phase {
    /// All writes are in the store below.
    case atRest
    /// A unit has written, and is neither kept nor undone yet.
    case open
    /// The unit is kept; the next one applies its writes to the store below.
    case kept
  }

  let keyGroup: Int
  private var store: StoreOverlay<MemoryStore>
  private var phase = Phase.atRest
  private let stops: @Sendable () -> Bool

  /// - Parameter stops: called at each record; returns whether to stop there.
  init(keyGroup: Int, stops: @escaping @Sendable () -> Bool) {
    self.keyGroup = keyGroup
    self.stops = stops
    store = StoreOverlay(over: MemoryStore(seed: UInt64(keyGroup)), seed: UInt64(keyGroup))
  }

  /// The records that it has counted, by key group.
  func count() throws -> Int {
    let digits = try store.read([1], of: [UInt8(keyGroup)]) ?? []
    return digits.reduce(0) { $0 * 256 + Int($1) }
  }

  let canUndo = true

  func perform(_ unit: GroupUnit, _ work: GroupWork) throws -> GroupAnswer {
    if phase == .kept { try store.commit() }
    phase = .open
    for _ in 0..<unit.insert.reduce(0, { $0 + $1.elementCount }) {
      let next = try count() + 1
      try store.write([UInt8(next >> 8), UInt8(next & 255)], to: [1], of: [UInt8(keyGroup)])
      if stops() { throw GroupingFailure(key: [UInt8(keyGroup)], underlying: Stop()) }
    }
    return GroupAnswer(
      changes: GroupChanges(
        inserted: unit.insert, inputWatermark: unit.inputWatermark, processingTime: unit.processingTime))
  }

  func keep() { phase = .kept }

  func undo() {
    guard phase == .open else { return }
    store.undo()
    phase = .atRest
  }

  func trim() {}
}
