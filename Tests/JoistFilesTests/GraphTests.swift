import Beam
import JoistFiles
import Testing

@Suite struct GraphTests {
  /// A source without an end.
  struct Endless: SplittableDoFn {
    static var isBounded: Bool { false }
    func initialRestriction(for element: String) -> OffsetRange { OffsetRange(from: 0, to: .max) }
    func makeTracker(for range: OffsetRange) -> OffsetRangeTracker { OffsetRangeTracker(range) }
    func process(
      _ element: String, _ claims: inout Claims<OffsetRangeTracker>, in context: borrowing SourceContext<String>
    ) -> Continuation { .resume(after: .seconds(1)) }
  }

  @Test("Writing an unbounded collection to a file is refused") func unboundedInputIsRefused() {
    let pipeline = Pipeline()
    pipeline.create(["x"]).parDo(Endless()).writeText("Keep", to: "out.txt")
    let text = pipeline.problem
    #expect(text.hasPrefix("step \"Keep\" (GraphTests.swift:"))
    #expect(text.contains("\"out.txt\" would never be finished"))
  }

  @Test("An unbounded collection can be written to standard output")
  func unboundedInputMayBeStreamed() {
    let pipeline = Pipeline()
    pipeline.create(["x"]).parDo(Endless()).windowed(by: .fixed(.seconds(10))).writeText(to: "-")
    #expect(pipeline.problem == "nothing was thrown")
  }

  @Test("A number of shards below one is refused") func shardsAreAtLeastOne() {
    let pipeline = Pipeline()
    pipeline.create(["x"]).writeText(to: "out.txt", shards: 0)
    #expect(pipeline.problem.contains("cannot have 0 shards"))
  }

  @Test("A windowed collection can be written") func windowedInputIsTaken() {
    let pipeline = Pipeline()
    let files = pipeline.readText(from: "*.txt").windowed(by: .fixed(.seconds(10))).writeText(to: "out.txt")
    #expect(pipeline.problem == "nothing was thrown")
    #expect(files.isBounded && files.windowing == .global)
  }

  @Test("Steps are named after what they do") func stepsHaveTheNamesOfWhatTheyDo() {
    let pipeline = Pipeline()
    pipeline.readText(from: "a").writeText(to: "b")
    pipeline.create(["c"]).readTextFiles("More").writeText("Copy", to: "d", shards: 2)
    #expect(pipeline.problem == "nothing was thrown")
    let paths = pipeline.graph.nodes.map(\.step.path)
    for path in ["ReadText/Read", "WriteText/Write", "WriteText/Finish", "More/Match", "More/Read", "Copy/Gather"] {
      #expect(paths.contains(path), "\(path)")
    }
  }
}
