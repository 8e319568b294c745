import Beam
import JoistPlan
import Testing

@testable import JoistRunner

@Suite(.everyCarrier) struct StepDisplayTests {
  @Test("Steps that planning has expanded are shown as one step") func stepsThatWereTakenApartAreShownWhole() throws {
    let pipeline = Pipeline()
    _ = pipeline.create("Words", ["a", "b", "a"]).countPerElement("Count").map("Format") { "\($0)" }
    let prepared = try PreparedPipeline(pipeline)
    let job = try SteppedJob(prepared.carried, options: Toys.options(), clock: ManualClock())
    let before = job.status.steps
    #expect(before.map(\.path).contains("Words/Read"))
    #expect(before.allSatisfy { $0.elementsIn == 0 && $0.elementsOut == 0 })
    #expect(try job.run() == .finished)
    let steps = job.status.steps
    #expect(steps.map(\.path) == before.map(\.path))
    let read = try #require(steps.first { $0.path == "Words/Read" })
    #expect(read.elementsIn == 1)
    #expect(read.elementsOut == 3)
    let format = try #require(steps.last)
    #expect(format.path == "Format")
    #expect(format.elementsOut == 2)
    let hidden = [
      "Impulse", "Precombine", "ExtractOutputs", "PairWithRestriction", "SplitAndSizeRestrictions", "Process",
    ]
    #expect(steps.allSatisfy { step in hidden.allSatisfy { !step.path.hasSuffix("/" + $0) } })
  }
}
