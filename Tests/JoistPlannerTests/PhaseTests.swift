import JoistPlanner
import Testing

/// What each phase makes of its input.
@Suite struct PhaseTests {
  /// An impulse, and what a test adds after its output `a`.
  private func report(_ phase: String, _ build: (inout PipelineBuilder) -> Void) throws -> String {
    var builder = PipelineBuilder()
    builder.impulse("a")
    build(&builder)
    return try #require(builder.planned().phases.first { $0.name == phase }).description
  }

  @Test("The first report lists the steps of the pipeline") func pipeline() throws {
    let text = try report("pipeline") {
      $0.parDo("Map", "a", ["b", "c"])
      $0.flatten("Both", ["b", "c"], "d")
    }
    #expect(
      text == """
        pipeline: the steps, without composites
          + Impulse  impulse  -> a
          + Map      pardo    a -> b, c
          + Both     flatten  b, c -> d
        """)
  }

  @Test("A check changes nothing") func check() throws {
    let text = try report("check") { $0.parDo("Map", "a", ["b"]) }
    #expect(text == "check: nothing to do (refuse requirements, steps and windowing that the engine does not support)")
  }

  @Test("Steps that no element reaches are dropped") func dropUnreachedSteps() throws {
    let text = try report("drop unreached steps") {
      $0.flatten("Nothing", [], "n")
      $0.parDo("After", "n", ["o"])
      $0.flatten("Some", ["a", "n"], "b")
    }
    #expect(
      text == """
        drop unreached steps: remove steps that no element can reach
          - Nothing  flatten  -> n
          - After    pardo    n -> o
        """)
  }

  @Test("A reshuffle becomes a redistribution") func replaceReshuffles() throws {
    let text = try report("replace reshuffles") {
      $0.reshuffle("Deal", "a", "b")
      $0.parDo("Key", "a", ["k"])
      $0.group("Group", "k", "g")
      $0.nest(["Key", "Group"], in: "Deal")
      $0.parDo("Map", "b", ["c"])
    }
    #expect(
      text == """
        replace reshuffles: a reshuffle becomes a cut that deals elements to all threads
          - Deal  reshuffle     a -> b
          + Deal  redistribute  a -> b
        """)
  }

  @Test("Redistributions are reshuffles", arguments: ["redistribute_arbitrarily", "redistribute_by_key"])
  func replaceRedistributions(kind: String) throws {
    let text = try report("replace reshuffles") {
      $0.add("Deal", "beam:transform:\(kind):v1", ["a"], ["b"])
      $0.parDo("Map", "b", ["c"])
    }
    #expect(text.hasSuffix("\n  + Deal  redistribute\(String(repeating: " ", count: kind.count - 12))  a -> b"))
  }

  @Test("Reshuffles without readers are dropped") func unreadReshuffles() throws {
    let text = try report("replace reshuffles") {
      $0.reshuffle("First", "a", "b")
      $0.reshuffle("Second", "b", "c")
    }
    #expect(text.contains("- First") && text.contains("- Second") && !text.contains("+"))
  }

  @Test("A combine becomes three steps") func liftCombiners() throws {
    let text = try report("lift combiners") {
      $0.parDo("Pair", "a", ["p"])
      $0.combine("Sum", "p", "s")
      $0.group("Sum/Group", "p", "g")
      $0.nest(["Sum/Group"], in: "Sum")
    }
    #expect(
      text == """
        lift combiners: a combine becomes precombine, merge of accumulators and extract
          - Sum                    combine_per_key                     p -> s
          + Sum/Precombine         combine_per_key_precombine          p -> s/precombined
          + Sum/MergeAccumulators  combine_per_key_merge_accumulators  s/precombined -> s/grouped
          + Sum/ExtractOutputs     combine_per_key_extract_outputs     s/grouped -> s
        """)
  }

  @Test("A splittable step becomes three steps") func expandSplittableSteps() throws {
    let text = try report("expand splittable steps") { $0.splittable("Read", "a", ["b", "c"]) }
    #expect(
      text == """
        expand splittable steps: a splittable step becomes pair, split and size, and, after a cut, process
          - Read                           pardo                                       a -> b, c
          + Read/PairWithRestriction       sdf_pair_with_restriction                   a -> b/paired
          + Read/SplitAndSizeRestrictions  sdf_split_and_size_restrictions             b/paired -> b/sized
          + Read/Process                   sdf_process_sized_element_and_restrictions  b/sized -> b, c
        """)
  }

  @Test("Parts of steps get ids that are not taken") func namesOfParts() throws {
    let text = try report("expand splittable steps") {
      $0.splittable("Read", "a", ["b"])
      $0.parDo("Read/Process", "a", ["b/sized"])
    }
    #expect(text.contains("b/sized~2 -> b"))
  }
}
