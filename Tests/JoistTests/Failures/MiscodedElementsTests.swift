import Joist
import JoistTesting
import Testing

/// A coder that reads less or more than it wrote must not give wrong values: the step that the values came from fails.
@Suite struct MiscodedElementsTests {
  /// Writes two bytes and reads one.
  struct Short: StreamKey, Sendable {
    var number: Int
    static func encode(_ value: borrowing Short, into writer: inout RawWriter) {
      writer.write(byte: UInt8(truncatingIfNeeded: value.number))
      writer.write(byte: 0)
    }
    static func decode(from reader: inout RawReader) throws(CoderError) -> Short {
      Short(number: Int(try reader.readByte()))
    }
    static var coderSpec: CoderSpec { CoderSpec(urn: "joist:test:short") }
    static func isSame(_ a: borrowing Short, _ b: borrowing Short) -> Bool { a.number == b.number }
  }

  /// Writes one byte and reads two.
  struct Long: StreamKey, Sendable {
    var number: Int
    static func encode(_ value: borrowing Long, into writer: inout RawWriter) {
      writer.write(byte: UInt8(truncatingIfNeeded: value.number))
    }
    static func decode(from reader: inout RawReader) throws(CoderError) -> Long {
      let number = Int(try reader.readByte())
      _ = try reader.readByte()
      return Long(number: number)
    }
    static var coderSpec: CoderSpec { CoderSpec(urn: "joist:test:long") }
    static func isSame(_ a: borrowing Long, _ b: borrowing Long) -> Bool { a.number == b.number }
  }

  /// Keeps the last value.
  struct Last<Value: Streamable & Sendable>: CombineFn {
    let start: Value
    func makeAccumulator() -> Value { start }
    func add(_ input: Value, to accumulator: inout Value) { accumulator = input }
    func merge(_ other: Value, into accumulator: inout Value) { accumulator = other }
    func extract(_ accumulator: Value) -> Int { 1 }
  }

  enum Way: CaseIterable, Sendable {
    case created, reshuffled, grouped, coGrouped, key, combinedKey, input, accumulator
  }

  private func read<Value: StreamKey & Sendable>(
    _ pipeline: Pipeline, _ way: Way, _ make: @escaping @Sendable (Int) -> Value
  ) -> PCollection<Int> {
    let numbers = pipeline.create(1...100)
    let start = make(0)
    switch way {
    case .created: return pipeline.create("Make", (1...100).map(make)).map { _ in 1 }
    case .reshuffled: return numbers.map { make($0) }.reshuffle("Shuffle").map { _ in 1 }
    case .grouped:
      return numbers.map { KV(7, make($0)) }.groupByKey("Make").map("Read") { $0.value.reduce(0) { sum, _ in sum + 1 } }
    case .coGrouped:
      let pairs = numbers.map { KV(7, make($0)) }
      return coGroup("Make", pairs, pairs).map("Read") { $0.value.values.1.reduce(0) { sum, _ in sum + 1 } }
    case .key: return numbers.map { KV(make($0), 1) }.groupByKey("Make").map { _ in 1 }
    case .combinedKey: return numbers.map { KV(make($0), 1) }.combinePerKey("Make", .sum()).map { $0.value }
    case .input:
      // So many keys that combining before the shuffle gains nothing, and inputs travel.
      return pipeline.create(0..<40_000).map { KV($0, make($0)) }.combinePerKey("Make", Last(start: start))
        .map { $0.value }
    case .accumulator:
      return numbers.map { KV($0 % 3, make($0)) }.combinePerKey("Make", Last(start: start)).map { $0.value }
    }
  }

  private func check(_ failure: StepFailure, _ way: Way, _ type: String) {
    let reader =
      switch way {
      case .grouped, .coGrouped: "Read"
      case .created: "Make/Read"
      case .reshuffled: "Shuffle"
      default: "Make"
      }
    #expect(failure.step == reader || failure.step.hasPrefix(reader + "/"), "\(failure)")
    #expect("\(failure)".contains(type) && "\(failure)".contains("cannot decode what it encoded"), "\(failure)")
    #expect("\(failure)".contains("Its decode must read exactly what its encode writes"), "\(failure)")
  }

  @Test("A coder that reads less than it wrote fails the step that wrote the element", arguments: Way.allCases)
  func readsLess(way: Way) throws {
    let failure = try #require(throws: StepFailure.self) {
      _ = try testPipeline { read($0, way) { Short(number: $0) } }
    }
    check(failure, way, "Short")
  }

  @Test("A coder that reads more than it wrote fails the step that wrote the element", arguments: Way.allCases)
  func readsMore(way: Way) throws {
    let failure = try #require(throws: StepFailure.self) {
      _ = try testPipeline { read($0, way) { Long(number: $0) } }
    }
    check(failure, way, "Long")
  }

  /// Reads one byte more or less for some numbers, so that a batch as a whole may come out even.
  struct Wavering: Streamable, Sendable {
    var number: Int
    static func encode(_ value: borrowing Wavering, into writer: inout RawWriter) {
      writer.write(byte: UInt8(truncatingIfNeeded: value.number))
      writer.write(byte: 0)
    }
    static func decode(from reader: inout RawReader) throws(CoderError) -> Wavering {
      let number = Int(try reader.readByte())
      if number != 50 { _ = try reader.readByte() }
      return Wavering(number: number)
    }
    static var coderSpec: CoderSpec { CoderSpec(urn: "joist:test:wavering") }
  }

  @Test("The failure names the element that was not read as written")
  func namesTheElement() throws {
    let failure = try #require(throws: StepFailure.self) {
      _ = try testPipeline { pipeline in
        pipeline.create(1...100).map("Make") { Wavering(number: $0) }.reshuffle().map { $0.number }
      }
    }
    #expect(failure.element == "of the bytes 32 00")
    #expect("\(failure)".contains("1 byte"), "\(failure)")
  }
}
