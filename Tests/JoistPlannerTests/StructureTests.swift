import BeamModel
import JoistPlanner
import Testing

/// Pipelines are taken apart, put in order, and refused where they hang together badly.
@Suite struct StructureTests {
  private func steps(_ build: (inout PipelineBuilder) -> Void) throws -> [String] {
    var builder = PipelineBuilder()
    build(&builder)
    return try #require(builder.planned().phases.first).added.map(\.name)
  }

  private func refusal(_ build: (inout PipelineBuilder) -> Void) -> String {
    var builder = PipelineBuilder()
    builder.impulse("a")
    build(&builder)
    do {
      _ = try builder.planned()
      return "nothing"
    } catch {
      return "\(error)"
    }
  }

  @Test("Composites are replaced by their parts") func composites() throws {
    let names = try steps {
      $0.add("Outer", "", [], ["b"])
      $0.add("Inner", "some:composite", [], ["b"])
      $0.impulse("a")
      $0.parDo("Map", "a", ["b"])
      $0.nest(["Impulse", "Map"], in: "Inner")
      $0.nest(["Inner"], in: "Outer")
      $0.add("Same", "", ["b"], ["b"])
      $0.add("Nothing", "", ["b"], [])
    }
    #expect(names == ["Impulse", "Map"])
  }

  @Test("Producers come before their readers") func order() throws {
    let names = try steps {
      $0.parDo("Last", "c", ["d"])
      $0.flatten("Join", ["b1", "b2"], "c")
      $0.parDo("Right", "a", ["b2"])
      $0.impulse("a")
      $0.parDo("Left", "a", ["b1"])
    }
    #expect(names == ["Impulse", "Left", "Right", "Join", "Last"])
  }

  @Test("A long chain of steps does not overflow the stack") func longChain() throws {
    let names = try steps {
      for number in stride(from: 5000, to: 0, by: -1) { $0.parDo("S\(number)", "c\(number - 1)", ["c\(number)"]) }
      $0.impulse("c0")
    }
    #expect(names.count == 5001)
    #expect(names.last == "S5000")
  }

  @Test("Pipelines with broken references or cycles are refused") func brokenReferences() {
    #expect(refusal { $0.roots.append("Ghost") } == "there is no root transform Ghost")
    #expect(refusal { $0.roots.append("Impulse") }.hasSuffix("the transform Impulse is in the pipeline twice"))
    #expect(
      refusal {
        $0.add("Snake", "", [], [])
        $0.change("Snake") { $0.subtransforms = ["Snake"] }
      } == "step \"Snake\": the transform Snake is in the pipeline twice")
    #expect(
      refusal {
        $0.parDo("Map", "a", ["b"])
        $0.change("Map") { $0.inputs = ["in": "zz"] }
      } == "step \"Map\": it names the collection zz, which the pipeline does not have")
    #expect(
      refusal { $0.change("Impulse") { $0.subtransforms = ["x"] } }
        == "step \"Impulse\": it contains the transform x, which the pipeline does not have")
    #expect(
      refusal { $0.change("Impulse") { $0.environmentID = "x" } }
        == "step \"Impulse\": it names the environment x, which the pipeline does not have")
    #expect(
      refusal { $0.parDo("Map", "b", ["c"]) } == "step \"Map\": nothing makes the collection b that it reads")
    #expect(
      refusal {
        $0.parDo("One", "a", ["b"])
        $0.parDo("Two", "a", ["b"])
      } == "step \"Two\": it makes b, which step \"One\" also makes")
    #expect(
      refusal {
        $0.flatten("Round", ["a", "c"], "b")
        $0.parDo("And round", "b", ["c"])
      } == "step \"And round\": it reads b, which depends on the step's own output")
    #expect(refusal { $0.parDo("Self", "b", ["b"]) }.hasSuffix("which depends on the step's own output"))
  }

  @Test("Missing coders and windowing strategies are refused") func missingCoders() {
    #expect(
      refusal { $0.components.pcollections["a"]?.coderID = "x" }
        == "collection a names the coder x, which the pipeline does not have")
    #expect(
      refusal { $0.components.pcollections["a"]?.windowingStrategyID = "x" }
        == "collection a names the windowing strategy x, which the pipeline does not have")
    #expect(
      refusal { $0.components.coders["kv"]?.componentCoderIds = ["bytes", "x"] }
        == "coder kv names the coder x, which the pipeline does not have")
    #expect(
      refusal { $0.components.coders["bytes"] = BeamProto.Coder() }.hasPrefix("the coder bytes of "))
    #expect(
      refusal { $0.window { $0.windowCoderID = "x" } }
        == "windowing strategy w names the coder x, which the pipeline does not have")
  }

  @Test("An empty pipeline is an empty plan") func emptyPipeline() throws {
    let planned = try Planner.plan(BeamProto.Pipeline())
    #expect(planned.plan.stages.isEmpty && planned.plan.edges.isEmpty)
  }
}
