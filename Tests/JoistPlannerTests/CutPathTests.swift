import BeamModel
import JoistPlan
import JoistPlanner
import Testing

/// Names of stages and cuts outlive planning.
@Suite struct CutPathTests {
  /// A pipeline with every kind of cut.
  private func everyCut(_ change: (inout PipelineBuilder) -> Void = { _ in }) throws -> Plan {
    var builder = PipelineBuilder()
    builder.impulse("a")
    change(&builder)
    builder.splittable("Read", "a", ["r"])
    builder.combine("Sum", "r", "s")
    builder.reshuffle("Deal", "s", "d")
    builder.parDo("Java", "d", ["j"])
    builder.put(["Sum"], in: "swift")
    builder.parDo("Map", "d", ["m"])
    builder.put(["Map"], in: "swift")
    builder.put(["Java"], in: "java")
    builder.stateful("State", "j", ["t"])
    builder.reader("Join", "t", of: ["v": "r"], ["k"])
    builder.flatten("All", ["k", "r"], "f")
    builder.parDo("Last", "f", ["l"])
    return try builder.planned([.state, .sideInputs], maxCopiedSteps: 0).plan
  }

  private func paths(_ plan: Plan) -> Set<String> {
    Set(plan.stages.map { "\($0.path)" } + plan.edges.indices.map { "\(plan.path(of: EdgeID($0)))" })
  }

  @Test("A stage is named by the step at which it begins")
  func names() throws {
    #expect(
      try everyCut().stages.map { "\($0.path)" } == [
        "Impulse", "Impulse.out0", "Read", "Sum", "Sum.grouped", "Deal.out0 (java)", "Deal", "State", "Join",
        "All.out0",
      ])
  }

  @Test("Names do not change when unrelated steps are added", arguments: 0..<6)
  func unrelatedSteps(variant: Int) throws {
    let before = try everyCut()
    let after = try everyCut { builder in
      switch variant {
      case 0: builder.impulse("z", "Unrelated")
      case 1:
        builder.parDo("Unrelated", "a", ["z"])
        builder.reshuffle("Unrelated deal", "z", "y")
        builder.parDo("Unrelated map", "y", ["x"])
      case 2:
        // Reads what another step reads, in another environment.
        builder.parDo("Unrelated", "d", ["z"])
        builder.put(["Unrelated"], in: "java")
      case 3:
        // The first reader of a grouping's output, in another environment.
        builder.parDo("Unrelated", "s", ["z"])
        builder.put(["Unrelated"], in: "java")
      case 4:
        builder.group("Unrelated", "r", "z")
      default:
        // The first reader of the engine's elements that needs no stage of its own.
        builder.flatten("Unrelated", ["s", "d"], "z")
      }
    }
    #expect(after.stages.count + after.edges.count > 0)
    #expect(paths(before).isSubset(of: paths(after)))
    for stage in before.stages {
      let kinds = after.stages.filter { $0.path == stage.path }.map { "\($0.kind)" }
      #expect(kinds == ["\(stage.kind)"], "\(stage.path)")
    }
  }

  @Test("Two stages that would have the same name are refused")
  func twoStepsOfOneName() {
    var builder = PipelineBuilder()
    builder.impulse("a")
    builder.reshuffle("One", "a", "b")
    builder.reshuffle("Two", "b", "c")
    builder.parDo("Map", "c", ["d"])
    builder.change("Two") { $0.uniqueName = "One" }
    #expect { try builder.planned() } throws: { error in
      "\(error)" == "step \"One\": two steps have this name; give each a different name"
    }
  }
}
