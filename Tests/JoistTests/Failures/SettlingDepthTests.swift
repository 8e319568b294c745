import Joist
import JoistRunner
import JoistTesting
import Testing

/// Steps that are fused share their bundles, so the most careful of those that settle decides how many are under way.
@Suite struct SettlingDepthTests {
  struct Plain: DoFn {
    func process(_ element: Int, in context: Context<Int>) { context.emit(element) }
  }
  struct Deep: DoFn {
    static var pipelineDepth: Int? { 16 }
    func process(_ element: Int, in context: Context<Int>) { context.emit(element) }
    func finishBundle(in context: Context<Int>) { context.settle().succeed() }
  }
  struct Shallow: DoFn {
    static var pipelineDepth: Int? { 3 }
    func process(_ element: Int, in context: Context<Int>) { context.emit(element) }
    func finishBundle(in context: Context<Int>) { context.settle().succeed() }
  }
  struct Undeclared: DoFn {
    func process(_ element: Int, in context: Context<Int>) { context.emit(element) }
    func finishBundle(in context: Context<Int>) { context.settle().succeed() }
  }

  private func depth(_ build: (PCollection<Int>) -> PCollection<Int>) throws -> Int? {
    let pipeline = Pipeline()
    _ = build(pipeline.create([1, 2]))
    return try PreparedPipeline(pipeline).plan.stages.map(\.pipelineDepth).max()
  }

  @Test("The smallest pipeline depth of the settling steps applies") func theSmallestDepthOfTheStepsThatSettleHolds()
    throws
  {
    #expect(try depth { $0.parDo(Plain()).main } == 1)
    #expect(try depth { $0.parDo(Plain()).main.parDo(Deep()).main } == 16)
    #expect(try depth { $0.parDo(Deep()).main.parDo(Plain()).main.parDo(Shallow()).main } == 3)
    #expect(try depth { $0.parDo(Shallow()).main.parDo(Deep()).main } == 3)
  }

  @Test("A function that settles must declare a pipeline depth") func aFunctionThatSettlesMustSaySo() throws {
    let failure = try #require(throws: StepFailure.self) {
      try testPipeline { $0.create([1]).parDo("Send", Undeclared()).main }
    }
    #expect(failure.step == "Send")
    #expect("\(failure)".contains("static var pipelineDepth: Int? { 1 }"))
    #expect(try testPipeline { $0.create([1]).parDo(Shallow()).main }.elements == [1])
  }
}
