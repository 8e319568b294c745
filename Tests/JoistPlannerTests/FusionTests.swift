import JoistPlanner
import Testing

/// Which steps become a stage, and how stages are joined.
@Suite struct FusionTests {
  /// The plan of an impulse with output `a` and what a test adds after it.
  private func plan(_ build: (inout PipelineBuilder) -> Void) throws -> String {
    var builder = PipelineBuilder()
    builder.impulse("a")
    build(&builder)
    return PlanOutline.of(try builder.planned())
  }

  @Test("An impulse without readers is one stage") func impulseWithoutReaders() throws {
    #expect(try plan { _ in } == "s0 impulse")
  }

  @Test("All steps up to the next cut are one stage") func oneStage() throws {
    let outline = try plan {
      $0.parDo("One", "a", ["b", "c"])
      $0.parDo("Two", "b", ["d"])
      $0.parDo("Three", "c", ["e"])
      $0.parDo("Four", "c", [])
    }
    #expect(
      outline == """
        s0 impulse -> elements s1
        s1 elements {Four: c>; One: a>b+c; Three: c>e; Two: b>d; source: >a}
        """)
  }

  @Test("A grouping without readers is kept") func groupingWithoutReaders() throws {
    let outline = try plan {
      $0.parDo("Pair", "a", ["p"])
      $0.group("Group", "p", "g")
    }
    #expect(
      outline == """
        s0 impulse -> elements s1
        s1 elements {Pair: a>p; sink/0: p>; source: >a} -> keyed s2
        s2 grouping values
        """)
  }

  @Test("A stage without steps connects two adjacent groupings") func groupingAfterGrouping() throws {
    let outline = try plan {
      $0.parDo("Pair", "a", ["p"])
      $0.group("First", "p", "g")
      $0.group("Second", "g", "h")
      $0.parDo("Map", "h", ["m"])
    }
    #expect(
      outline == """
        s0 impulse -> elements s1
        s1 elements {Pair: a>p; sink/0: p>; source: >a} -> keyed s2
        s2 grouping values -> elements s3
        s3 elements {sink/0: g>; source: >g} -> keyed s4
        s4 grouping values -> elements s5
        s5 elements {Map: h>m; source: >h}
        """)
  }

  @Test("One stage feeds all groupings of a collection") func severalGroupings() throws {
    let outline = try plan {
      $0.parDo("Pair", "a", ["p"])
      $0.group("One", "p", "g")
      $0.combine("Two", "p", "s")
      $0.reshuffle("Three", "p", "r")
      $0.parDo("Four", "p", ["m"])
      $0.parDo("Five", "r", ["n"])
    }
    #expect(
      outline == """
        s0 impulse -> elements s1
        s1 elements {Four: p>m; Pair: a>p; Two/Precombine: p>s/precombined; sink/0: p>; sink/1: s/precombined>; \
        sink/2: p>; source: >a} -> keyed s2, keyed s3, elements s5
        s2 grouping values
        s3 grouping accumulators -> elements s4
        s4 elements {Two/ExtractOutputs: s/grouped>s; source: >s/grouped}
        s5 elements {Five: r>n; source: >r}
        """)
  }

  /// Each of the groupings' stages runs the flatten and the steps after it.
  @Test("A flatten of groupings is unzipped") func flattenOfGroupings() throws {
    let outline = try plan {
      $0.parDo("Pair", "a", ["p"])
      $0.group("One", "p", "g")
      $0.group("Two", "p", "h")
      $0.flatten("Both", ["g", "h"], "f")
      $0.parDo("Map", "f", ["m"])
      $0.group("Last", "m", "l")
    }
    #expect(
      outline == """
        s0 impulse -> elements s1
        s1 elements {Pair: a>p; sink/0: p>; sink/1: p>; source: >a} -> keyed s2, keyed s4
        s2 grouping values -> elements s3
        s3 elements {Both: g>f; Map: f>m; sink/0: m>; source: >g} -> keyed s6
        s4 grouping values -> elements s5
        s5 elements {Both: h>f; Map: f>m; sink/0: m>; source: >h} -> keyed s6
        s6 grouping values
        """)
  }

  @Test("A diamond stays one stage") func diamond() throws {
    let outline = try plan {
      $0.parDo("Left", "a", ["l"])
      $0.parDo("Right", "a", ["r"])
      $0.flatten("Join", ["l", "r", "l"], "j")
      $0.parDo("Map", "j", ["m"])
    }
    #expect(
      outline == """
        s0 impulse -> elements s1
        s1 elements {Join: l+r+l>j; Left: a>l; Map: j>m; Right: a>r; source: >a}
        """)
  }

  @Test("A flatten may join impulses and a grouping of them") func flattenOfImpulsesAndGrouping() throws {
    let outline = try plan {
      $0.impulse("b", "Second")
      $0.components.pcollections["a"]?.coderID = "kv"
      $0.flatten("Impulses", ["a", "b"], "i")
      $0.group("Group", "i", "g")
      $0.flatten("All", ["g", "i"], "f")
      $0.parDo("Map", "f", ["m"])
    }
    #expect(outline.contains("grouping"))
    #expect(
      outline == """
        s0 impulse -> elements s1
        s1 elements {All: i>f; Impulses: a>i; Map: f>m; sink/0: i>; source: >a} -> keyed s4
        s2 impulse -> elements s3
        s3 elements {All: i>f; Impulses: b>i; Map: f>m; sink/0: i>; source: >b} -> keyed s4
        s4 grouping values -> elements s5
        s5 elements {All: g>f; Map: f>m; source: >g}
        """)
  }

  @Test("Only the edge of a reshuffle deals elements to all lanes") func reshufflesAreDealt() throws {
    var builder = PipelineBuilder()
    builder.impulse("a")
    builder.reshuffle("Deal", "a", "b")
    builder.parDo("Map", "b", ["m"])
    let edges = try builder.planned().plan.edges
    #expect(edges.map(\.keepsOrder) == [true, false])
  }

  @Test("A stage without steps connects two adjacent reshuffles") func reshuffleAfterReshuffle() throws {
    let outline = try plan {
      $0.reshuffle("First", "a", "b")
      $0.reshuffle("Second", "b", "c")
      $0.parDo("Map", "c", ["m"])
    }
    #expect(
      outline == """
        s0 impulse -> elements s1
        s1 elements {sink/0: a>; source: >a} -> elements s2
        s2 elements {sink/0: b>; source: >b} -> elements s3
        s3 elements {Map: c>m; source: >c}
        """)
  }

  /// Pairing and splitting run in the stage that feeds them; the work has a stage of its own.
  @Test("A splittable step may follow a splittable step") func splittableAfterSplittable() throws {
    let outline = try plan {
      $0.splittable("Files", "a", ["f"])
      $0.splittable("Lines", "f", ["l"])
      $0.parDo("Map", "l", ["m"])
    }
    #expect(
      outline == """
        s0 impulse -> elements s1
        s1 elements {Files/PairWithRestriction: a>f/paired; Files/SplitAndSizeRestrictions: f/paired>f/sized; \
        sink/0: f/sized>; source: >a} -> elements s2
        s2 restrictions {Files/Process: f/sized>f; Lines/PairWithRestriction: f>l/paired; \
        Lines/SplitAndSizeRestrictions: l/paired>l/sized; sink/0: l/sized>; source: >f/sized} -> elements s3
        s3 restrictions {Lines/Process: l/sized>l; Map: l>m; source: >l/sized}
        """)
  }

  @Test("All stages that a flatten joins feed the splittable step after it") func splittableAfterFlatten() throws {
    let outline = try plan {
      $0.reshuffle("Deal", "a", "b")
      $0.flatten("Both", ["a", "b"], "c")
      $0.splittable("Read", "c", ["r"])
    }
    #expect(
      outline == """
        s0 impulse -> elements s1
        s1 elements {Both: a>c; Read/PairWithRestriction: c>r/paired; \
        Read/SplitAndSizeRestrictions: r/paired>r/sized; sink/0: a>; sink/1: r/sized>; source: >a} \
        -> elements s2, elements s3
        s2 elements {Both: b>c; Read/PairWithRestriction: c>r/paired; \
        Read/SplitAndSizeRestrictions: r/paired>r/sized; sink/0: r/sized>; source: >b} -> elements s3
        s3 restrictions {Read/Process: r/sized>r; source: >r/sized}
        """)
  }
}
