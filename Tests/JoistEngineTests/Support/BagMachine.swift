import EngineReference
import JoistPlan

@testable import JoistEngine

/// A small keyed machine: it counts the records of each key, and keeps their values in a bag, which it emits and
/// empties at four values.
enum BagMachine {
  struct Record {
    var key: UInt8
    var value: UInt8
  }

  /// Thrown to stop a bundle halfway.
  struct Stop: Error {}

  private static let count: [UInt8] = [1]
  private static let bag: [UInt8] = [2]
  private static let fullBag = 4

  /// The number of points at which a bundle can be stopped.
  static func stops(in bundle: [Record]) -> Int { bundle.count * 3 }

  /// Bundles of records of a few keys.
  static func bundles(_ dice: inout Dice) -> [[Record]] {
    (0..<dice.number(in: 5...12)).map { _ in
      (0..<dice.number(in: 1...15)).map { _ in
        Record(key: UInt8(dice.number(in: 0...6)), value: UInt8(dice.number(in: 0...255)))
      }
    }
  }

  /// Runs a bundle.
  /// - Parameter stop: the point at which it stops; nil if it does not.
  /// - Returns: the bags that were emitted, each with its key and the count before it.
  static func run(
    _ bundle: [Record], stopAt stop: Int? = nil, in store: inout some KeyedStore & ~Copyable
  ) throws -> [[UInt8]] {
    var passed = 0
    func pass() throws {
      if passed == stop { throw Stop() }
      passed += 1
    }
    var out: [[UInt8]] = []
    for record in bundle {
      let key = [record.key]
      let count = (try store.read(Self.count, of: key)?[0] ?? 0) &+ 1
      try pass()
      try store.write([count], to: Self.count, of: key)
      try pass()
      try store.write([record.value], to: bag + [count], of: key)
      let held = try store.cells(CellRange(prefix: bag), of: key)
      if held.count == fullBag {
        for cell in held { try store.remove(cell.cell, of: key) }
        out.append([record.key, count] + held.flatMap(\.value))
      }
      try pass()
    }
    return out
  }
}
