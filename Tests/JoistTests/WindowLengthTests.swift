import Joist
import JoistRunner
import JoistTesting
import Testing

/// Windows are made of whole milliseconds, as timestamps are: a length or an offset that is none is refused when the pipeline
/// is built, and is not rounded.
@Suite struct WindowLengthTests {
  private func refusal(_ windowFn: WindowFn) throws -> String {
    let pipeline = Pipeline()
    _ = pipeline.create([1]).windowed("Cut", by: windowFn)
    return "\(try #require(throws: GraphError.self) { _ = try PreparedPipeline(pipeline) })"
  }

  @Test(
    "Lengths with fractions of milliseconds are refused",
    arguments: [
      (WindowFn.fixed(.microseconds(1500)), "0.0015 seconds"), (.fixed(.nanoseconds(1)), "1e-09 seconds"),
      (.fixed(.seconds(1) + .nanoseconds(1)), "1.000000001 seconds"),
      (.fixed(.seconds(10), offset: .microseconds(-500)), "-0.0005 seconds"),
      (.fixed(.seconds(10), offset: .microseconds(500)), "0.0005 seconds"),
      (.sliding(.microseconds(2500), every: .milliseconds(1)), "0.0025 seconds"),
      (.sliding(.milliseconds(2), every: .microseconds(1500)), "0.0015 seconds"),
      (.sliding(.milliseconds(2), every: .milliseconds(1), offset: .nanoseconds(-1)), "-1e-09 seconds"),
    ])
  func partsOfMilliseconds(windowFn: WindowFn, shown: String) throws {
    let text = try refusal(windowFn)
    #expect(text.contains("\(shown) is not a whole number of milliseconds"), "\(text)")
    #expect(text.contains("(step \"Cut\", WindowLengthTests.swift:"), "\(text)")
  }

  @Test("A length of zero or less is refused")
  func noLength() throws {
    #expect(try refusal(.fixed(.zero)).contains("a fixed window needs a size of at least one millisecond"))
    #expect(try refusal(.fixed(.seconds(-1))).contains("a fixed window needs a size of at least one millisecond"))
    let sliding = WindowFn.sliding(.seconds(1), every: .zero)
    #expect(try refusal(sliding).contains("sliding windows need a size and a period of at least one millisecond"))
  }

  @Test(
    "Equivalent offsets give equal windows",
    arguments: [
      (WindowFn.fixed(.seconds(10), offset: .seconds(-5)), WindowFn.fixed(.seconds(10), offset: .seconds(5))),
      (.fixed(.seconds(10), offset: .seconds(25)), .fixed(.seconds(10), offset: .seconds(5))),
      (.fixed(.seconds(10), offset: .seconds(10)), .fixed(.seconds(10))),
      (
        .sliding(.seconds(10), every: .seconds(3), offset: .seconds(-4)),
        .sliding(.seconds(10), every: .seconds(3), offset: .seconds(2))
      ),
    ])
  func offsets(one: WindowFn, other: WindowFn) throws {
    #expect(one == other)
    let windows = try [one, other].map { windowFn in
      try testPipeline { pipeline in
        pipeline.create(-20_000 ..< -19_990).flatMap { [$0, -$0] }
          .withTimestamps { Timestamp(milliseconds: Int64($0)) }
          .windowed(by: windowFn).map { _ in 1 }.combineGlobally(.sum())
      }.entries.map { KV($0.windows[0].description, $0.element) }
    }
    #expect(Set(windows[0]) == Set(windows[1]))
  }
}
