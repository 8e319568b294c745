import JoistPlanner
import Rows
import Testing

@Suite struct ExplanationTests {
  @Test("The text of a plan shows stages, steps, shapes and reasons") func planAsText() throws {
    var builder = PipelineBuilder()
    builder.impulse("a", "Words/Impulse")
    builder.splittable("Words", "a", ["w"])
    builder.combine("Count", "w", "c")
    builder.window {
      $0.allowedLateness = 1500
      $0.accumulationMode = .accumulating
    }
    let planned = try Planner.plan(builder.pipeline)
    #expect(planned.phases.isEmpty)
    #expect(
      planned.description == """
        plan: 5 stages

        s0  impulse: one empty element, once
              Words/Impulse  impulse  -> a
            to   s1  elements: bytes

        s1  user code, fused into one loop
            from s0  elements: bytes
              Words/PairWithRestriction       sdf_pair_with_restriction        a -> w/paired
              Words/SplitAndSizeRestrictions  sdf_split_and_size_restrictions  w/paired -> w/sized
            to   s2  elements: kv(kv(bytes, kv(bytes, bytes)), fixed(8))
                   cut at Words: it works on one restriction at a time

        s2  user code, fused after a splittable step
            from s1  elements: kv(kv(bytes, kv(bytes, bytes)), fixed(8))
              Words/Process     sdf_process_sized_element_and_restrictions  w/sized -> w
              Count/Precombine  combine_per_key_precombine                  w -> c/precombined
            to   s3  keyed, 128 key groups: kv(bytes, bytes)
                   cut at Count: it groups by key and window

        s3  grouping (plain): combining, lifted above the shuffle, late elements for 1500 ms, accumulating panes
            from s2  keyed, 128 key groups: kv(bytes, bytes)
              Count/MergeAccumulators  combine_per_key_merge_accumulators  c/precombined -> c/grouped
            to   s4  elements: kv(bytes, bytes)

        s4  user code, fused into one loop
            from s3  elements: kv(bytes, bytes)
              Count/ExtractOutputs  combine_per_key_extract_outputs  c/grouped -> c

        """)
  }

  @Test("Cuts for state, side inputs and shared steps show their reasons")
  func reasons() throws {
    var builder = PipelineBuilder()
    builder.impulse("a")
    builder.parDo("Pair", "a", ["p"])
    builder.stateful("Count", "p", ["s"])
    builder.reader("Join", "s", of: ["labels": "p"], ["j"])
    builder.flatten("All", ["p", "j"], "f")
    builder.parDo("Last", "f", ["l"])
    let text = try builder.planned([.state, .sideInputs], maxCopiedSteps: 0).description
    for line in [
      "s2  user code with state, one bundle a key group", "cut at Count: it keeps state for each key",
      "cut at Join: it waits for its side inputs", "cut at Join[labels]: these are its side input \"labels\"",
      "cut at All.out0: many stages would copy the steps that follow",
    ] { #expect(text.contains(line)) }
  }

  @Test("Reports of phases come before the plan") func phasesFirst() throws {
    var builder = PipelineBuilder()
    builder.impulse("a")
    let text = try builder.planned().description
    #expect(
      text.hasPrefix("pipeline: the steps, without composites\n  + Impulse  impulse  -> a\n\ncheck: nothing to do ("))
    #expect(text.hasSuffix("plan: 1 stage\n\ns0  impulse: one empty element, once\n      Impulse  impulse  -> a\n"))
  }

  // MARK: Fan-out without a cut

  private func unspread(_ build: (inout PipelineBuilder) -> Void) throws -> Int {
    var builder = PipelineBuilder()
    builder.impulse("a")
    build(&builder)
    let planned = try builder.planned()
    #expect(planned.description.contains("note: a fan-out without a cut") == !planned.unspread.isEmpty)
    return planned.unspread.count
  }

  @Test("A chain of functions that begins with one element gets a note") func fanOut() throws {
    let count = try unspread {
      $0.parDo("Make many", "a", ["m"])
      $0.parDo("Work hard", "m", ["w"])
    }
    #expect(count == 1)
  }

  @Test("A source of one piece counts as one element", arguments: [("1", 1), ("2", 0)])
  func sourcesOfOnePiece(pieces: String, expected: Int) throws {
    let count = try unspread {
      $0.splittable("Create", "a", ["c"])
      $0.change("Create") { $0.annotations["joist:pieces"] = Bytes(utf8: pieces) }
      $0.parDo("Make many", "c", ["m"])
      $0.parDo("Work hard", "m", ["w"])
    }
    #expect(count == expected)
  }

  @Test("A fan-out with a cut gets no note") func fanOutWithCut() throws {
    let count = try unspread {
      $0.parDo("Make many", "a", ["m"])
      $0.reshuffle("Deal", "m", "d")
      $0.parDo("Work hard", "d", ["w"])
      $0.parDo("Work on", "w", ["x"])
    }
    #expect(count == 0)
  }

  @Test("A source gets no note") func sources() throws {
    let count = try unspread {
      $0.parDo("Name", "a", ["n"])
      $0.splittable("Read", "n", ["r"])
      $0.parDo("Work", "r", ["w"])
      $0.parDo("Work on", "w", ["x"])
    }
    #expect(count == 0)
  }

  /// A default value that joins the elements of a real source.
  @Test("Steps that are also in other stages do not count") func sharedSteps() throws {
    let count = try unspread {
      $0.splittable("Read", "a", ["r"])
      $0.parDo("Default", "a", ["n"])
      $0.flatten("Both", ["r", "n"], "b")
      $0.parDo("Work", "b", ["w"])
      $0.parDo("Work on", "w", ["x"])
    }
    #expect(count == 0)
  }
}
