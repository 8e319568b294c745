import Joist

/// Where a function of the program never comes back and never gives anything out: whoever stops it must not wait for that.
enum Endless: String, ExpressibleByArgument, CaseIterable {
  case setUp, startBundle, process, finishBundle, tearDown, afterCommit
  case map, output, flatMap, source, split, keyed, add, extract

  /// Says where it is, and takes all of a processor from then on.
  private static func spin() -> Never {
    Program.say("running")
    while true {}
  }

  func build(_ pipeline: Pipeline, from numbers: Range<Int64>) {
    let numbers = pipeline.create("Numbers", numbers)
    switch self {
    case .setUp, .startBundle, .process, .finishBundle, .tearDown, .afterCommit:
      numbers.parDo("Endless", Function(place: self))
    case .map: _ = numbers.map("Endless") { _ -> Int in Self.spin() }
    case .output:
      _ = numbers.map("Endless") { number -> Int in
        while true { print("running") }
      }
    case .flatMap:
      _ = numbers.flatMap("Endless") { first in
        Program.say("running")
        return (first...).lazy.filter { _ in false }
      }
    case .source, .split: _ = numbers.parDo("Endless", Source(place: self))
    case .keyed: _ = numbers.keyed("Endless") { _ -> Int in Self.spin() }.groupByKey()
    case .add, .extract: _ = numbers.map { KV(1, $0) }.combinePerKey("Endless", Combiner(place: self))
    }
  }

  struct Function: DoFn {
    typealias Input = Int64
    typealias Output = Int64
    let place: Endless

    func setUp() { stay(.setUp) }
    func startBundle() { stay(.startBundle) }
    func process(_ element: Int64, in context: Context<Int64>) {
      stay(.process)
      context.emit(element)
    }
    func finishBundle(in context: Context<Int64>) {
      stay(.finishBundle)
      if place == .afterCommit { context.afterCommit { spin() } }
    }
    func tearDown() { stay(.tearDown) }

    private func stay(_ place: Endless) { if self.place == place { spin() } }
  }

  struct Source: SplittableDoFn {
    let place: Endless

    func initialRestriction(for element: Int64) -> OffsetRange { OffsetRange(from: 0, to: 1) }
    func split(_ range: OffsetRange, of element: Int64, into parts: Int) -> [OffsetRange] {
      if place == .split { spin() }
      return [range]
    }
    func makeTracker(for range: OffsetRange) -> OffsetRangeTracker { OffsetRangeTracker(range) }
    func process(
      _ element: Int64, _ claims: inout Claims<OffsetRangeTracker>, in context: SourceContext<Int64>
    ) -> Continuation { spin() }
  }

  struct Combiner: CombineFn {
    let place: Endless

    func makeAccumulator() -> Int64 { 0 }
    func add(_ input: Int64, to accumulator: inout Int64) {
      if place == .add { spin() }
      accumulator += input
    }
    func merge(_ other: Int64, into accumulator: inout Int64) { accumulator += other }
    func extract(_ accumulator: Int64) -> Int64 {
      if place == .extract { spin() }
      return accumulator
    }
  }
}
