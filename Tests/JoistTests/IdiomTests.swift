import Joist
import JoistTesting
import Testing

/// What a Swift programmer writes first.
@Suite struct IdiomTests {
  @Row struct Visit: Hashable, Sendable {
    var page: String
    var bytes: Int
    var at: Timestamp
    var isError: Bool = false
  }

  private static let visits = [
    Visit(page: "/", bytes: 10, at: Timestamp(milliseconds: 1_000)),
    Visit(page: "/about", bytes: 20, at: Timestamp(milliseconds: 2_000), isError: true),
    Visit(page: "/", bytes: 30, at: Timestamp(milliseconds: 61_000)),
  ]

  private static func parse(_ text: String) -> Int { text.utf8.count }
  private static func isShort(_ text: String) -> Bool { text.utf8.count < 3 }
  private static func letters(_ text: String) -> [String] { text.map { String($0) } }

  @Test("Key paths and functions can replace closures")
  func keyPathsAndFunctions() throws {
    let pages = try testPipeline { $0.create(Self.visits).filter(\.isError).map(\.page) }
    #expect(pages.elements == ["/about"])
    let times = try testPipeline { $0.create(Self.visits).withTimestamps(\.at).map(\.bytes) }
    #expect(times.entries.map(\.timestamp.milliseconds).sorted() == [1_000, 2_000, 61_000])
    let lengths = try testPipeline {
      $0.create(["a", "bcd", "ef"]).filter(Self.isShort).flatMap(Self.letters).map(Self.parse)
    }
    #expect(lengths.elements == [1, 1, 1])
    let (results, failures) = Pipeline().create(["1"]).tryMap(Self.parse)
    #expect(type(of: results) == PCollection<Int>.self && type(of: failures) == PCollection<Failure<String>>.self)
  }

  @Test("Substrings are elements and keys")
  func substrings() throws {
    let counts = try testPipeline {
      $0.create(["a bé a", "bé"]).flatMap { $0.split(separator: " ") }.countPerElement()
    }
    #expect(Set(counts.elements) == [KV("a", 2), KV("bé", 2)])
    let groups = try testPipeline {
      $0.create(["k: v", "k: w"]).map { KV($0.prefix(1), $0.suffix(1)) }.groupByKey().mapValues(\.count)
    }
    #expect(groups.elements == [KV("k", 2)])
  }

  @Test("Values and keys of pairs are mapped independently")
  func pairs() throws {
    let pairs = try testPipeline {
      $0.create(Self.visits).withKeys(\.page).mapValues(\.bytes).mapKeys { $0 + "!" }
    }
    #expect(pairs.elements.sorted { $0.value < $1.value } == [KV("/!", 10), KV("/about!", 20), KV("/!", 30)])
  }

  struct Doubled: DoFn {
    let odd = OutputTag<Int>()
    func process(_ number: Int, in context: Context<Int>) {
      context.emit(2 * number)
      if !number.isMultiple(of: 2) { context.emit(number, to: odd) }
    }
  }

  @Test("The next transform applies to the main output of a DoFn; other outputs have names")
  func mainOutput() throws {
    #expect(try testPipeline { $0.create([1, 2]).parDo(Doubled()).map { $0 + 1 } }.elements == [3, 5])
    #expect(try testPipeline { $0.create([1, 2]).parDo("Twice", Doubled()).map { $0 + 1 } }.elements == [3, 5])
    #expect(try testPipeline { $0.create([1, 2]).parDo(Doubled()).odd }.elements == [1])
    let outputs = Pipeline().create([1]).parDo(Doubled())
    #expect(type(of: outputs) == Outputs<Doubled>.self)
  }

  @Test("A closure can receive an element's timestamp, window and pane")
  func info() throws {
    let rows = try testPipeline {
      $0.create(Self.visits).withTimestamps(\.at).windowed(by: .fixed(.minutes(1))).keyed(by: \.page)
        .mapValues(\.bytes).combinePerKey(.sum())
        .map { sum, info in "\(info.window.start) \(sum.key) \(sum.value) \(info.pane.timing)" }
    }
    #expect(
      rows.elements.sorted() == [
        "1970-01-01T00:00:00.000Z / 10 onTime", "1970-01-01T00:00:00.000Z /about 20 onTime",
        "1970-01-01T00:01:00.000Z / 30 onTime",
      ])
    let late = try testPipeline {
      $0.create(Self.visits).withTimestamps(\.at).filter { _, info in info.timestamp > Timestamp(milliseconds: 1_500) }
        .flatMap { visit, info in [Int64(visit.bytes), info.timestamp.milliseconds] }
    }
    #expect(late.elements.sorted() == [20, 30, 2_000, 61_000])
    let sliding = try testPipeline {
      $0.create([0]).windowed(by: .sliding(.seconds(10), every: .seconds(5)))
        .map { _, info in info.windows.map(\.start.milliseconds) }
    }
    #expect(sliding.elements.count == 1 && sliding.elements[0].count == 2)
  }
}
