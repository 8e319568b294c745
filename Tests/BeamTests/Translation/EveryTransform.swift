import Beam
import Rows

@Row struct Visit: Sendable {
  var id: String
  var bytes: Int64?
  var tags: [String]
  var place: Place
  var at: Timestamp
}

@Row struct Place: Sendable {
  var lat: Double
  var lng: Double
}

/// Halves even numbers, and emits odd ones to an extra output.
struct Halve: DoFn {
  let odd = OutputTag<String>()

  func process(_ number: Int64, in context: borrowing Context<Int64>) {
    if number.isMultiple(of: 2) { context.emit(number / 2) } else { context.emit("\(number)", to: odd) }
  }
}

/// A watermark at the latest timestamp, with a name in its state.
struct Following: WatermarkEstimator {
  static let observesTimestamps = true
  var state: KV<String, Timestamp>

  mutating func observe(_ timestamps: borrowing ObservedTimestamps) { state.value = timestamps.latest }
  func currentWatermark(now: Timestamp) -> Timestamp { state.value }
}

/// Counts forever, one number per second.
struct Tick: SplittableDoFn {
  static let isBounded = false

  func initialRestriction(for name: String) -> OffsetRange { OffsetRange(from: 0, to: .max) }
  func makeTracker(for range: OffsetRange) -> OffsetRangeTracker { OffsetRangeTracker(range) }
  func makeEstimator(for range: OffsetRange, of name: String) -> Following { Following(state: KV(name, .min)) }
  func process(
    _ name: String, _ claims: inout Claims<OffsetRangeTracker>, in context: borrowing SourceContext<Int64>
  ) -> Continuation {
    let next = claims.tracker.restriction.from
    if claims.tryClaim(next) { context.emit(next, at: Timestamp(milliseconds: next * 1000)) }
    return .resume(after: .seconds(1))
  }
}

/// A composite that contains a composite.
struct CountLetters: PTransform {
  func expand(_ words: PCollection<String>) -> PCollection<KV<String, Int>> {
    words.flatMap("Letters") { $0.map { String($0) } }.apply("Count", CountAll())
  }
}

struct CountAll: PTransform {
  func expand(_ letters: PCollection<String>) -> PCollection<KV<String, Int>> { letters.countPerElement() }
}

/// A composite without steps.
struct Nothing: PTransform {
  func expand(_ input: PCollection<Int64>) -> PCollection<Int64> { input }
}

struct NoNumber: Error {}

/// A pipeline with every transform.
func everyTransform() -> Pipeline {
  let pipeline = Pipeline()
  let words = pipeline.create("Words", ["one", "two", "two"])
  _ = words.apply(CountLetters())
  let numbers = words.tryMap("Parse") { word -> Int64 in
    guard let number = Int64(word) else { throw NoNumber() }
    return number
  }
  let halved = numbers.0.apply(Nothing()).parDo(Halve())
  _ = halved.odd.distinct()
  let positive = halved.main.filter { $0 > 0 }.reshuffle()
  _ = positive.sum()
  _ = positive.min()
  _ = positive.max()
  _ = positive.mean()
  _ = positive.top(3)
  let parts = positive.partition(into: 2) { Int($0 % 2) }
  let both = pipeline.flatten([parts[0], parts[1], parts[0]])
  let timed = both.withTimestamps { Timestamp(milliseconds: $0) }

  let ticks = pipeline.impulse("Start").map("Name") { _ in "clock" }.parDo(Tick())
  let windowed = ticks.windowed(by: .fixed(.seconds(10)), allowedLateness: .seconds(1), accumulation: .accumulating)
  let perKey = windowed.keyed { $0 % 3 }
  let lists = perKey.groupByKey("Lists").map("Size") { KV($0.key, Int64($0.value.count)) }
  let sums = perKey.combinePerKey("Sums", Sum<Int64>())
  _ = coGroup("Join", lists, sums).keys()
  _ = lists.groupByKey("Again").map("Keys") { $0.key }

  let sliding = timed.windowed("Slide", by: .sliding(.seconds(60), every: .milliseconds(1500), offset: .seconds(-1)))
  let visits = sliding.map("Visit") {
    Visit(id: "\($0)", bytes: nil, tags: [], place: Place(lat: 0, lng: 0), at: Timestamp(milliseconds: $0))
  }
  _ = visits.keyed("By id") { $0.id }.groupByKey("Visits")
  return pipeline
}
