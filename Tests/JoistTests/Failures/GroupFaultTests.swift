import Joist
import Foundation
import JoistTesting
import Synchronization
import Testing

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// A value of a group that its own coder cannot read back fails the step that reads it, with the key, and nothing that came
/// of the group's first half goes further.
@Suite struct GroupFaultTests {
  /// A number whose coder cannot read seven.
  struct Picky: Streamable, Sendable {
    var number: Int
    static func encode(_ value: borrowing Picky, into writer: inout RawWriter) {
      Int.encode(value.number, into: &writer)
    }
    static func decode(from reader: inout RawReader) throws(CoderError) -> Picky {
      let number = try Int.decode(from: &reader)
      if number == 7 { throw .refused("seven is not read") }
      return Picky(number: number)
    }
    static var coderSpec: CoderSpec { CoderSpec(urn: "joist:test:picky") }
  }

  struct Empty: Error {}

  struct Total: DoFn {
    let rejected = OutputTag<Int>()
    func process(_ group: KV<String, Grouped<Picky>>, in context: Context<Int>) {
      context.emit(group.value.reduce(0) { $0 + $1.number })
    }
  }

  enum Reading: CaseIterable, Sendable {
    case map, throwingMap, filter, flatMap, emptyFlatMap, parDo, tryMap, timestamps, combine
  }

  /// Reads the groups that it is given.
  struct TotalOfGroups: CombineFn {
    func makeAccumulator() -> Int { 0 }
    func add(_ input: Grouped<Picky>, to accumulator: inout Int) { for value in input { accumulator += value.number } }
    func merge(_ other: Int, into accumulator: inout Int) { accumulator += other }
    func extract(_ accumulator: Int) -> Int { accumulator }
  }

  private func read(_ groups: PCollection<KV<String, Grouped<Picky>>>, _ reading: Reading) -> PCollection<Int> {
    let sum = { @Sendable (values: Grouped<Picky>) in values.reduce(0) { $0 + $1.number } }
    switch reading {
    case .map: return groups.map("Read") { sum($0.value) }
    case .throwingMap:
      return groups.map("Read") { group in
        guard Array(group.value).count == group.value.count else { throw Empty() }
        return 1
      }
    case .filter: return groups.filter("Read") { sum($0.value) > 0 }.map { _ in 1 }
    case .flatMap: return groups.flatMap("Read") { [sum($0.value)] }
    case .emptyFlatMap: return groups.flatMap("Read") { group in sum(group.value) > 1000 ? [1] : [] }
    case .parDo: return groups.parDo("Read", Total()).main
    case .tryMap: return groups.tryMap("Read") { sum($0.value) }.results
    case .timestamps:
      return groups.withTimestamps("Read") { Timestamp(milliseconds: Int64(sum($0.value))) }.map { _ in 1 }
    case .combine: return groups.combinePerKey("Read", TotalOfGroups()).map { $0.value }
    }
  }

  @Test("An unreadable value of a group fails its step with the key and emits nothing", arguments: Reading.allCases)
  func namesStepAndKeyAndLetsNothingOut(reading: Reading) throws {
    let seen = Atomic(0)
    let failure = try #require(throws: StepFailure.self) {
      _ = try testPipeline { pipeline in
        let pairs = pipeline.create([("a", 1), ("b", 2), ("b", 7), ("b", 3), ("c", 4)].map { KV($0.0, $0.1) })
        let groups = pairs.map { KV("all", $0) }.reshuffle().map { KV($0.value.key, Picky(number: $0.value.value)) }
          .groupByKey("Group")
        return read(groups.filter { $0.key == "b" }, reading).map {
          seen.add(1, ordering: .relaxed)
          return $0
        }
      }
    }
    #expect(failure.step == "Read")
    #expect(failure.key == "b")
    #expect(failure.site.hasPrefix("GroupFaultTests.swift:"))
    #expect(
      "\(failure)".hasPrefix(
        "the coder of Picky cannot decode what it encoded: seven is not read. Its decode must read exactly what its encode"
      ))
    #expect(seen.load(ordering: .relaxed) == 0)
  }

  @Test("An unreadable value of a co-group fails its step") func coGroupedValuesAreNoException() throws {
    let failure = try #require(throws: StepFailure.self) {
      _ = try testPipeline { pipeline in
        let left = pipeline.create([KV("a", 1)])
        let right = pipeline.create([7, 8]).map { KV("a", Picky(number: $0)) }
        return coGroup(left, right).map("Read") { group in Array(group.value.values.1).count }
      }
    }
    #expect(failure.step == "Read")
    #expect(failure.key == "a")
  }

  /// A test's results are read after the bundle: what cannot be read fails where it is recorded.
  @Test("The error of a recorded group names its key") func aRecordedGroupNamesItsKey() throws {
    let failure = try #require(throws: StepFailure.self) {
      _ = try testPipeline { pipeline in
        pipeline.create([1, 7]).map { KV($0 == 7 ? "b" : "a", Picky(number: $0)) }.groupByKey("Group")
      }
    }
    #expect(failure.step == "Record")
    #expect(failure.element == "b: 1 value")
    #expect("\(failure)".contains("cannot decode what it encoded: seven is not read"))
  }

  @Test("An unreadable value of a hand-made group ends it with a message") func aGroupMadeByHandEndsAndSaysSo() async {
    let result = await #expect(processExitsWith: .success, observing: [\.standardErrorContent]) {
      let group = Grouped([1, 7, 2].map { Picky(number: $0) })
      guard Array(group).map(\.number) == [1], group.count == 3 else { exit(2) }
    }
    let errors = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(errors.contains("error joist: a group's values end before their count: the coder of Picky cannot decode"))
  }

  /// A number whose coder writes no seven.
  struct Silent: Streamable {
    var number: Int
    static func encode(_ value: borrowing Silent, into writer: inout RawWriter) {
      if value.number == 7 { return writer.fail(.refused("seven is not written")) }
      Int.encode(value.number, into: &writer)
    }
    static func decode(from reader: inout RawReader) throws(CoderError) -> Silent {
      Silent(number: try Int.decode(from: &reader))
    }
    static var coderSpec: CoderSpec { CoderSpec(urn: "joist:test:silent") }
  }

  @Test("A value that a hand-made group cannot encode is not lost") func whatAGroupMadeByHandCannotHoldIsNotLost()
    throws
  {
    #expect(throws: CoderError.refused("seven is not written")) {
      try Bytes.encoded(Grouped([1, 7].map { Silent(number: $0) }))
    }
    let failure = try #require(throws: StepFailure.self) {
      _ = try testPipeline { pipeline in
        pipeline.create([1, 7]).map("Read") { last in
          Grouped([1, last].map { Silent(number: $0) }).reduce(0) { $0 + $1.number }
        }
      }
    }
    #expect(failure.step == "Read")
    #expect(
      "\(failure)".hasPrefix("a group holds a value of Silent that its coder cannot encode: seven is not written"))
  }

  /// A value that takes no bytes, or is refused.
  struct Marker: Streamable {
    var isGood: Bool
    static func encode(_ value: borrowing Marker, into writer: inout RawWriter) {
      if !value.isGood { writer.fail(.refused("a bad marker")) }
    }
    static func decode(from reader: inout RawReader) throws(CoderError) -> Marker { Marker(isGood: true) }
    static var coderSpec: CoderSpec { CoderSpec(urn: "joist:test:marker") }
  }

  @Test("A refused value of no bytes is not confused with another") func aRefusedValueOfNoBytesIsNotTakenForAnother()
    throws
  {
    let failure = try #require(throws: StepFailure.self) {
      _ = try testPipeline { pipeline in
        pipeline.create([false]).map("Read") { Array(Grouped([Marker(isGood: true), Marker(isGood: $0)])).count }
      }
    }
    #expect("\(failure)".contains("a bad marker"))
  }

  /// Against the rule, and nobody could be told: it must not be silent.
  @Test("An unreadable value that another thread reads ends the process")
  func aGroupOfABundleReadElsewhereEndsTheProcess() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = try testPipeline { pipeline in
        pipeline.create([1, 7]).map { KV("a", Picky(number: $0)) }.groupByKey("Group").map("Read") { group in
          // What the compiler refuses without these words; this thread waits for the other one.
          nonisolated(unsafe) let values = group.value
          nonisolated(unsafe) var count = 0
          let reader = Thread { count = values.reduce(0) { sum, _ in sum + 1 } }
          reader.start()
          while !reader.isFinished { usleep(1000) }
          return count
        }
      }
    }
    let errors = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(errors.contains("a Grouped was read on a thread other than its bundle's"))
  }
}
