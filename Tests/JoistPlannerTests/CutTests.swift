import BeamModel
import JoistPlan
import JoistPlanner
import Testing

/// Steps that cannot run in the stage that makes their input.
@Suite struct CutTests {
  private func plan(
    _ features: EngineFeatures = [.state, .sideInputs], maxCopiedSteps: Int = PlannerOptions.defaultMaxCopiedSteps,
    _ build: (inout PipelineBuilder) -> Void
  ) throws -> PlannedPipeline {
    var builder = PipelineBuilder()
    builder.impulse("a")
    build(&builder)
    let planned = try builder.planned(features, maxCopiedSteps: maxCopiedSteps)
    try PlanShape(planned).check()
    return planned
  }

  // MARK: State

  @Test("A stateful step after a flatten runs in one stage only")
  func stateAfterAFlatten() throws {
    let planned = try plan {
      $0.parDo("Pair", "a", ["p"])
      $0.group("Group", "p", "g")
      $0.flatten("Both", ["p", "g"], "f")
      $0.stateful("Count", "f", ["s"])
      $0.parDo("Map", "s", ["m"])
      $0.parDo("Other", "f", ["o"])
    }
    #expect(
      PlanOutline.of(planned) == """
        s0 impulse -> elements s1
        s1 elements {Both: p>f; Other: f>o; Pair: a>p; sink/0: p>; sink/1: f>; source: >a} -> keyed s2, keyed s4
        s2 grouping values -> elements s3
        s3 elements {Both: g>f; Other: f>o; sink/0: f>; source: >g} -> keyed s4
        s4 stateful {Count: f>s; Map: s>m; source: >f}
        """)
    let last = try #require(planned.plan.stages.last)
    #expect(last.inputs.map { planned.plan.edges[$0.index].reason } == [.state, .state])
    #expect(last.path == CutPath(step: "Count"))
  }

  @Test("The engine's elements are keyed by a worker before a stateful step")
  func stateAfterAnImpulse() throws {
    let planned = try plan {
      $0.components.pcollections["a"]?.coderID = "kv"
      $0.stateful("Count", "a", ["s"])
    }
    #expect(
      PlanOutline.of(planned) == """
        s0 impulse -> elements s1
        s1 elements {sink/0: a>; source: >a} -> keyed s2
        s2 stateful {Count: a>s; source: >a}
        """)
  }

  /// The flatten's copy in the stateful step's stage takes what that step makes, not once more what it reads.
  @Test("A collection that enters a stage for one reader is not read by others there")
  func rootHasOneReader() throws {
    let planned = try plan {
      $0.parDo("Pair", "a", ["p"])
      $0.stateful("Count", "p", ["s"])
      $0.flatten("Both", ["p", "s"], "f")
      $0.parDo("Map", "f", ["m"])
    }
    #expect(
      PlanOutline.of(planned) == """
        s0 impulse -> elements s1
        s1 elements {Both: p>f; Map: f>m; Pair: a>p; sink/0: p>; source: >a} -> keyed s2
        s2 stateful {Both: s>f; Count: p>s; Map: f>m; source: >p}
        """)
  }

  @Test("Timers are state, and state needs pairs")
  func timersAndPairs() throws {
    let timers = try plan {
      $0.parDo("Pair", "a", ["p"])
      $0.parDo("Wait", "p", ["w"]) { $0.timerFamilySpecs["t"] = .eventTime(coder: "bytes") }
    }
    #expect(timers.plan.edges.map(\.reason) == [.engine, .state])
    #expect(throws: PlannerError.self) { try plan { $0.stateful("Count", "a", ["s"]) } }
  }

  // MARK: Side inputs

  @Test("A step with a side input begins a stage; its siblings stay in theirs")
  func sideInputs() throws {
    let planned = try plan {
      $0.parDo("Main", "a", ["m"])
      $0.parDo("Side", "a", ["v"])
      $0.reader("Join", "m", of: ["labels": "v"], ["j"])
      $0.parDo("Map", "j", ["k"])
      $0.parDo("Sibling", "m", ["s"])
    }
    #expect(
      PlanOutline.of(planned) == """
        s0 impulse -> elements s1
        s1 elements {Main: a>m; Sibling: m>s; Side: a>v; sink/0: m>; sink/1: v>; source: >a} \
        -> elements s2, labels: elements s2
        s2 elements {Join: m+v>j; Map: j>k; source: >m}
        """)
    let paths = planned.plan.stages.last?.inputs.map { "\(planned.plan.path(of: $0))" }
    #expect(paths == ["Join", "Join[labels]"])
  }

  @Test("The engine sends its elements directly to a step with side inputs")
  func sideInputsOfGroupings() throws {
    let planned = try plan {
      $0.parDo("Pair", "a", ["p"])
      $0.group("Main", "p", "m")
      $0.group("Side", "p", "v")
      $0.reader("Join", "m", of: ["v": "v"], ["j"])
    }
    #expect(
      PlanOutline.of(planned) == """
        s0 impulse -> elements s1
        s1 elements {Pair: a>p; sink/0: p>; sink/1: p>; source: >a} -> keyed s2, keyed s3
        s2 grouping values -> elements s4
        s3 grouping values -> v: elements s4
        s4 elements {Join: m+v>j; source: >m}
        """)
  }

  @Test("A collection may be both main and side input of a step")
  func sameMainAndSideInput() throws {
    let planned = try plan {
      $0.parDo("Map", "a", ["m"])
      $0.flatten("Both", ["m", "a"], "f")
      $0.reader("Join", "f", of: ["v": "f"], ["j"])
    }
    #expect(planned.plan.edges.map(\.reason) == [.engine, .sideInputs, .view("v")])
  }

  @Test("A step without main input elements is dropped even if it has side input elements")
  func unreachedMainInput() throws {
    let planned = try plan {
      $0.flatten("Nothing", [], "n")
      $0.reader("Join", "n", of: ["v": "a"], ["j"])
      $0.reader("Other", "a", of: ["v": "n"], ["o"])
    }
    #expect(planned.steps.joined().map(\.name) == ["Impulse", "Other"])
  }

  @Test("Side inputs that are not inputs, or belong to a splittable step, are refused")
  func refusedSideInputs() {
    func refusal(_ build: (inout PipelineBuilder) -> Void) -> String {
      do {
        _ = try plan([.state, .sideInputs], build)
        return "nothing"
      } catch { return "\(error)" }
    }
    #expect(
      refusal { $0.parDo("Join", "a", ["j"]) { $0.sideInputs["v"] = BeamProto.SideInput() } }
        == "step \"Join\": its payload names the side input v, which is not among its inputs")
    #expect(
      refusal {
        $0.parDo("Side", "a", ["v"])
        $0.parDo("Read", "a", ["r"]) {
          $0.restrictionCoderID = "kv"
          $0.sideInputs["v"] = BeamProto.SideInput()
        }
        $0.change("Read") { $0.inputs["v"] = "v" }
      }
        == "step \"Read\": it needs a splittable function with side inputs (v), which this engine does not support yet"
    )
  }

  // MARK: Environments

  @Test("Readers in another environment share a stage and an edge")
  func environments() throws {
    let planned = try plan {
      $0.parDo("Make", "a", ["m"])
      $0.parDo("One", "m", ["o"])
      $0.parDo("Two", "m", ["t"])
      $0.parDo("Here", "m", ["h"])
      $0.flatten("Both", ["o", "h"], "f")
      $0.parDo("Last", "f", ["l"])
      $0.put(["Make", "Here", "Last"], in: "swift")
      $0.put(["One", "Two"], in: "java")
    }
    #expect(
      PlanOutline.of(planned) == """
        s0 impulse -> elements s1
        s1 elements {Both: h>f; Here: m>h; Last: f>l; Make: a>m; sink/0: m>; source: >a} -> elements s2
        s2 elements {Both: o>f; One: m>o; Two: m>t; sink/0: f>; source: >m} -> elements s3
        s3 elements {Last: f>l; source: >f}
        """)
    #expect(planned.plan.edges.map(\.reason) == [.engine, .environment, .environment])
    #expect(
      planned.descriptors.map { $0.map { Array($0.environments.keys) } } == [nil, ["swift"], ["java"], ["swift"]])
    #expect(planned.description.contains("s2  user code, fused into one loop, in environment java"))
  }

  @Test("The engine sends its elements to each environment")
  func environmentsAfterAGrouping() throws {
    let planned = try plan {
      $0.parDo("Pair", "a", ["p"])
      $0.group("Group", "p", "g")
      $0.parDo("One", "g", ["o"])
      $0.parDo("Two", "g", ["t"])
      $0.put(["One"], in: "swift")
      $0.put(["Two"], in: "java")
    }
    #expect(
      PlanOutline.of(planned) == """
        s0 impulse -> elements s1
        s1 elements {Pair: a>p; sink/0: p>; source: >a} -> keyed s2
        s2 grouping values -> elements s3, elements s4
        s3 elements {One: g>o; source: >g}
        s4 elements {Two: g>t; source: >g}
        """)
  }

  @Test("A reshuffle deals elements to a stage in each environment")
  func environmentsAfterAReshuffle() throws {
    let planned = try plan {
      $0.parDo("Make", "a", ["m"])
      $0.reshuffle("Deal", "m", "d")
      $0.parDo("One", "d", ["o"])
      $0.parDo("Two", "d", ["t"])
      $0.put(["Make", "One"], in: "swift")
      $0.put(["Two"], in: "java")
    }
    #expect(
      PlanOutline.of(planned) == """
        s0 impulse -> elements s1
        s1 elements {Make: a>m; sink/0: m>; sink/1: m>; source: >a} -> elements s2, elements s3
        s2 elements {One: d>o; source: >d}
        s3 elements {Two: d>t; source: >d}
        """)
    #expect(planned.plan.edges.map(\.keepsOrder) == [true, false, false])
    #expect(planned.plan.stages.suffix(2).map { "\($0.path)" } == ["Deal", "Deal.out0 (java)"])
  }

  // MARK: Copies

  /// Twenty sources, flattened, and a chain of steps after them.
  private func tail(of steps: Int, maxCopiedSteps: Int = PlannerOptions.defaultMaxCopiedSteps) throws -> PlannedPipeline
  {
    try plan(maxCopiedSteps: maxCopiedSteps) { builder in
      let sources = (0..<20).map { "r\($0)" }
      for source in sources { builder.splittable("Read \(source)", "a", [source]) }
      builder.flatten("All", sources, "c0")
      for step in 0..<steps { builder.parDo("S\(step)", "c\(step)", ["c\(step + 1)"]) }
    }
  }

  @Test("Steps after a flatten are copied up to a bound; above it, one stage runs them")
  func sharedTails() throws {
    let copied = try tail(of: 26)
    #expect(copied.plan.stages.count == 22)
    #expect(copied.steps.joined().count { $0.name == "S25" } == 20)

    let shared = try tail(of: 27)
    #expect(shared.plan.stages.count == 23)
    #expect(shared.steps.joined().count { $0.name == "S26" } == 1)
    #expect(shared.plan.edges.suffix(20).map(\.reason) == Array(repeating: .flatten, count: 20))
    #expect(shared.plan.stages.last?.path == CutPath(step: "All", end: .output("out0")))
    #expect(try tail(of: 1, maxCopiedSteps: 0).plan.stages.count == 23)
    #expect(try tail(of: 0, maxCopiedSteps: 0).plan.stages.count == 22)
  }
}
