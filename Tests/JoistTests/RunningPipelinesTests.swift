import Joist
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(2))) struct RunningPipelinesTests {
  /// Where a pipeline's last step puts what it gets.
  private final class Collected<Element: Sendable>: Sendable {
    private let elements = Mutex<[Element]>([])
    func add(_ element: Element) { elements.withLock { $0.append(element) } }
    var all: [Element] { elements.withLock { $0 } }
  }

  @Test("A word count runs", arguments: [1, 2, 4]) func wordCount(parallelism: Int) async throws {
    let collected = Collected<String>()
    let pipeline = Pipeline()
    _ = pipeline.create(["to be or not to be", "that is the question", "to be"])
      .flatMap("Split") { $0.words }
      .countPerElement()
      .map("Collect") {
        collected.add("\($0.key): \($0.value)")
        return $0.value
      }
    let outcome = try await pipeline.run(on: .local(parallelism: parallelism))
    #expect(outcome == .finished)
    #expect(
      collected.all.sorted() == ["be: 3", "is: 1", "not: 1", "or: 1", "question: 1", "that: 1", "the: 1", "to: 3"])
  }

  @Test("The error of user code is reported first, with step and element")
  func aUsersErrorComesFirstWithStepAndElement() async throws {
    struct Refused: Error, CustomStringConvertible { var description: String { "refused: this word is not liked" } }
    let pipeline = Pipeline()
    _ = pipeline.create(["good", "bad"]).map("Check") {
      if $0 == "bad" { throw Refused() }
      return $0
    }
    let error = try await #require(throws: StepFailure.self) { try await pipeline.run(on: .local(parallelism: 2)) }
    #expect(error.underlying is Refused)
    #expect(error.step == "Check")
    #expect(error.element?.contains("bad") == true)
    #expect(error.description.hasPrefix("refused: this word is not liked\n"))
  }

  @Test("Every step counts its elements") func everyStepCountsItsElements() async throws {
    let pipeline = Pipeline()
    _ = pipeline.create("Numbers", 0..<Int64(100)).filter("Even") { $0 % 2 == 0 }.map("Last") { $0 }
    let job = try LocalRunner.local(parallelism: 2).start(pipeline)
    #expect(try await job.outcome() == .finished)
    let steps = Dictionary(uniqueKeysWithValues: job.status.steps.map { ($0.path, $0) })
    #expect(steps["Even"]?.elementsIn == 100)
    #expect(steps["Even"]?.elementsOut == 50)
    #expect(steps["Last"]?.elementsIn == 50)
    #expect(steps["Last"]?.elementsOut == 50)
  }

  @Test("A step before a flatten counts only its own output") func aStepInFrontOfAFlattenCountsWhatItMadeItself()
    async throws
  {
    let pipeline = Pipeline()
    let numbers = pipeline.create("Numbers", 0..<Int64(100))
    let even = numbers.filter("Even") { $0 % 2 == 0 }
    _ = even.flattened(with: numbers.filter("Tenth") { $0 % 10 == 0 }).map("Last") { $0 }
    let job = try LocalRunner.local(parallelism: 2).start(pipeline)
    #expect(try await job.outcome() == .finished)
    let steps = Dictionary(uniqueKeysWithValues: job.status.steps.map { ($0.path, $0) })
    #expect(steps["Even"]?.elementsOut == 50)
    #expect(steps["Tenth"]?.elementsOut == 10)
    #expect(steps["Last"]?.elementsIn == 60)
  }

  @Test("An invalid pipeline is refused before anything runs") func aPipelineThatCannotRunIsRefusedBeforeAnythingRuns()
    async throws
  {
    let pipeline = Pipeline()
    _ = pipeline.create([1]).map("Same") { $0 }
    _ = pipeline.create("Other", [2]).map("Same") { $0 }
    await #expect(throws: GraphError.self) { try await pipeline.run(on: .local) }
  }
}
