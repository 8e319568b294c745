import BeamModel
import JoistPlanner
import Testing

/// What the engine cannot run is refused with the name of the step.
@Suite struct RefusalTests {
  /// What is thrown for an impulse with a grouping `Group` and whatever a test changes.
  private func refusal(_ build: (inout PipelineBuilder) -> Void) -> PlannerError? {
    var builder = PipelineBuilder()
    builder.impulse("a")
    builder.parDo("Pair", "a", ["p"])
    builder.group("Group", "p", "g")
    build(&builder)
    do {
      _ = try builder.planned()
      return nil
    } catch {
      return error as? PlannerError
    }
  }

  @Test("A valid pipeline is accepted") func nothingToRefuse() {
    #expect(refusal { _ in } == nil)
  }

  // MARK: Steps

  @Test("Unknown steps are refused") func unknownSteps() {
    let error = refusal { $0.add("Test", "beam:transform:pubsub_read:v1", [], ["t"]) }
    #expect(error?.step == "Test")
    #expect(error?.message == "this engine does not support the transform beam:transform:pubsub_read:v1")
    #expect(
      refusal { $0.add("Hollow", "", [], ["h"]) }?.description
        == "step \"Hollow\": it has neither a URN nor subtransforms; give it one of them")
    #expect(refusal { $0.add("Lifted", StepURN.precombine, ["p"], ["q"]) }?.step == "Lifted")
    #expect(refusal { $0.add("Ours", "joist:engine:redistribute:v1", ["p"], ["q"]) }?.step == "Ours")
  }

  @Test("Unknown requirements are refused") func unknownRequirements() {
    let error = refusal {
      $0.requirements = ["beam:requirement:pardo:splittable_dofn:v1", "beam:requirement:other:v1"]
    }
    #expect(
      error?.description == "the pipeline requires beam:requirement:other:v1, which this engine does not support")
  }

  @Test("Steps with the wrong number of inputs or outputs are refused") func wrongEnds() {
    #expect(refusal { $0.add("Two", BeamProto.StandardPTransforms.Primitives.flatten, ["p"], []) }?.step == "Two")
    #expect(refusal { $0.add("In", BeamProto.StandardPTransforms.Primitives.impulse, ["p"], ["x"]) }?.step == "In")
    #expect(
      refusal { $0.add("Groups", BeamProto.StandardPTransforms.Primitives.groupByKey, ["p", "a"], ["x"]) }?.message
        == "beam:transform:group_by_key:v1 must have one input; this step has 2")
    #expect(refusal { $0.add("Deal", BeamProto.StandardPTransforms.Composites.reshuffle, [], ["x"]) }?.step == "Deal")
  }

  @Test("Payloads that cannot be read are refused") func brokenPayloads() {
    let error = refusal { $0.change("Pair") { $0.spec?.payload = [0xFF] } }
    #expect(error?.step == "Pair")
    #expect(error?.message.contains("is not a org.apache.beam.model.pipeline.v1.ParDoPayload") == true)
    #expect(refusal { $0.change("Pair") { $0.spec?.payload = [] } }?.message == "it has no function")
  }

  @Test("Functions that need unsupported features are refused") func unsupportedFunctions() {
    func refused(_ what: String, _ change: (inout BeamProto.ParDoPayload) -> Void) {
      let error = refusal { $0.parDo("Needy", "p", ["n"], change) }
      #expect(error?.description == "step \"Needy\": it needs \(what), which this engine does not support yet")
    }
    refused("side inputs (s)") { $0.sideInputs["s"] = BeamProto.SideInput() }
    refused("state (s)") { $0.stateSpecs["s"] = BeamProto.StateSpec() }
    refused("timers (t)") { $0.timerFamilySpecs["t"] = BeamProto.TimerFamilySpec() }
    refused("input sorted by time") { $0.requiresTimeSortedInput = true }
    refused("stable input") { $0.requiresStableInput = true }
    refused("a call when a window expires") { $0.onWindowExpirationTimerFamilySpec = "t" }
  }

  // MARK: Windowing

  @Test("Unknown window functions are refused") func unknownWindows() {
    let custom = BeamProto.FunctionSpec.with { $0.urn = "beam:window_fn:custom:v1" }
    let grouped = refusal { $0.window { $0.windowFn = custom } }
    #expect(grouped?.step == "Group")
    #expect(
      grouped?.message
        == "it uses the window function beam:window_fn:custom:v1; this engine supports global, fixed and sliding windows, and sessions"
    )
    let payload = BeamProto.WindowIntoPayload.with { $0.windowFn = custom }.serializedBytes()
    let assigned = refusal {
      $0.add("Into", BeamProto.StandardPTransforms.Primitives.assignWindows, ["p"], ["x"], payload)
    }
    #expect(assigned?.step == "Into")
    #expect(refusal { $0.window { $0.windowFn = nil } }?.message == "its windowing has no window function")
  }

  @Test("Unsupported triggers and windowing strategies are refused") func unsupportedWindowing() {
    func refusal(of trigger: BeamProto.Trigger) -> String? {
      self.refusal { $0.window { $0.trigger = trigger } }?.message
    }
    let none = BeamProto.Trigger.with { $0.trigger = .afterAny(BeamProto.Trigger.AfterAny()) }
    #expect(refusal(of: none) == "its trigger combines no triggers")
    let count = BeamProto.Trigger.with { $0.trigger = .elementCount(BeamProto.Trigger.ElementCount()) }
    #expect(refusal(of: count) == "its trigger fires after 0 elements")
    let one = BeamProto.Trigger.with {
      $0.trigger = .afterEndOfWindow(
        .with {
          $0.earlyFirings = .with { $0.trigger = .elementCount(.with { $0.elementCount = 1 }) }
          $0.lateFirings = .with { $0.trigger = .elementCount(.with { $0.elementCount = 1 }) }
        })
    }
    let many = BeamProto.Trigger.with {
      $0.trigger = .afterAny(.with { $0.subtriggers = Array(repeating: one, count: 15) })
    }
    #expect(refusal(of: many) == "its trigger has more than 64 parts")
    let merged = self.refusal { $0.window { $0.mergeStatus = .needsMerge } }
    #expect(merged?.message.hasPrefix("it merges windows of beam:window_fn:") == true)
    #expect(self.refusal { $0.window { $0.outputTime = .unspecified } }?.message.contains("UNSPECIFIED") == true)
    #expect(self.refusal { $0.window { $0.accumulationMode = .retracting } }?.message.contains("RETRACTING") == true)
    #expect(
      self.refusal { $0.window { $0.allowedLateness = -1 } }?.description
        == "step \"Group\": its allowed lateness is negative (-1 ms)")
  }

  @Test("Windowing is checked only at groupings") func unusedWindowing() {
    let error = refusal {
      $0.window { $0.trigger = nil }
      $0.components.windowingStrategies["odd"] = $0.components.windowingStrategies["w"]
      $0.components.windowingStrategies["odd"]?.outputTime = .earliestInPane
      $0.components.pcollections["a"]?.windowingStrategyID = "odd"
    }
    #expect(error == nil)
  }

  // MARK: Coders

  @Test("A grouping needs pairs of key and value") func groupingsNeedPairs() {
    let error = refusal { $0.group("Bare", "a", "x") }
    #expect(
      error?.description
        == "step \"Bare\": it groups elements of the coder beam:coder:bytes:v1, not of beam:coder:kv:v1")
  }

  @Test("Missing coders of a payload are refused") func codersInPayloads() {
    let restriction = refusal { $0.parDo("Read", "p", ["r"]) { $0.restrictionCoderID = "x" } }
    #expect(
      restriction?.description
        == "step \"Read\": it names the restriction's coder \"x\", which the pipeline does not have")
    let payload = BeamProto.CombinePayload.with { $0.combineFn = BeamProto.FunctionSpec() }.serializedBytes()
    let accumulator = refusal {
      $0.combine("Sum", "p", "s")
      $0.change("Sum") { $0.spec?.payload = payload }
    }
    #expect(accumulator?.message.contains("it names the accumulator's coder \"\"") == true)
    let none = refusal {
      $0.combine("Sum", "p", "s")
      $0.change("Sum") { $0.spec?.payload = [] }
    }
    #expect(none?.description == "step \"Sum\": it has no function")
  }

  private enum StepURN {
    static let precombine = BeamProto.StandardPTransforms.CombineComponents.combinePerKeyPrecombine
  }
}
