import BeamModel
import JoistPlan
import JoistPlanner
import Rows
import Testing

/// What a worker is told.
@Suite struct DescriptorTests {
  /// Two stages that feed a combine, one of them through a flatten.
  private func planned() throws -> PlannedPipeline {
    var builder = PipelineBuilder()
    builder.impulse("a")
    builder.impulse("b", "Second")
    builder.parDo("Pair", "a", ["p"])
    builder.parDo("Other", "b", ["q"])
    builder.flatten("Both", ["p", "q"], "f")
    builder.combine("Sum", "f", "s")
    builder.change("Sum") { $0.annotations["joist:path"] = Bytes(utf8: "Totals/Sum") }
    builder.group("Group", "f", "g")
    for name in ["Pair", "Other", "Sum"] { builder.change(name) { $0.environmentID = "e" } }
    builder.window {
      $0.allowedLateness = 5000
      $0.accumulationMode = .accumulating
    }
    return try builder.planned()
  }

  @Test("A descriptor has a source, and a sink for each output") func sourceAndSinks() throws {
    let planned = try planned()
    for (stage, descriptor) in zip(planned.plan.stages, planned.descriptors) {
      switch stage.kind {
      case .impulse, .testStream, .grouping: #expect(descriptor == nil)
      case .elements, .stateful, .restrictions:
        let transforms = try #require(descriptor).transforms
        let sinks = transforms.filter { $0.value.spec?.urn == "beam:runner:sink:v1" }
        #expect(Set(sinks.keys) == Set(stage.outputs.indices.map { "sink/\($0)" }))
        #expect(transforms.filter { $0.value.spec?.urn == "beam:runner:source:v1" }.keys.first == "source")
        #expect(transforms["source"]?.outputs.count == 1)
      }
    }
  }

  @Test("A sink that feeds a grouping names it") func groupingSinks() throws {
    let planned = try planned()
    let first = try #require(planned.descriptors[1])
    let annotations = ["sink/0", "sink/1"].map { first.transforms[$0]?.annotations["joist:grouping"] }
    #expect(annotations == [Bytes(utf8: "Totals/Sum"), Bytes(utf8: "Group")])
    #expect(first.transforms["sink/0"]?.inputs == ["in": "s/precombined"])
    #expect(planned.groupings.compactMap(\.self) == ["Totals/Sum", "Group"])
    #expect(planned.plan.stages.map(\.name).contains("Totals/Sum"))
  }

  @Test("A grouping takes lateness and accumulation from its windowing") func groupingWindowing() throws {
    let groupings = try planned().plan.stages.compactMap { stage in
      if case .grouping(let grouping) = stage.kind { grouping } else { nil }
    }
    #expect(
      groupings == [
        Grouping(content: .accumulators, allowedLateness: 5000, accumulation: .accumulating),
        Grouping(content: .values, allowedLateness: 5000, accumulation: .accumulating),
      ])
  }

  @Test("Transforms keep their payloads") func payloads() throws {
    let planned = try planned()
    let first = try #require(planned.descriptors[1])
    let precombine = try #require(first.transforms["Sum/Precombine"])
    #expect(precombine.spec?.urn == "beam:transform:combine_per_key_precombine:v1")
    #expect(precombine.environmentID == "e")
    let payload = try BeamProto.CombinePayload(serializedBytes: try #require(precombine.spec).payload)
    #expect(payload.combineFn?.urn == "test:combinefn")
    #expect(first.transforms["Both"]?.inputs == ["in0": "p"], "the other input comes in another stage")
  }

  @Test("A descriptor contains everything that it names") func completeness() throws {
    for descriptor in try planned().descriptors.compactMap(\.self) {
      for transform in descriptor.transforms.values {
        for id in Array(transform.inputs.values) + Array(transform.outputs.values) {
          let collection = try #require(descriptor.pcollections[id])
          #expect(descriptor.coders[collection.coderID] != nil)
          let windowing = try #require(descriptor.windowingStrategies[collection.windowingStrategyID])
          #expect(descriptor.coders[windowing.windowCoderID] != nil)
        }
        #expect(transform.environmentID.isEmpty || descriptor.environments[transform.environmentID] != nil)
      }
      for coder in descriptor.coders.values {
        #expect(coder.componentCoderIds.allSatisfy { descriptor.coders[$0] != nil })
      }
    }
  }

  @Test("A descriptor contains the coders of state and timers; a missing one is refused")
  func codersOfState() throws {
    var builder = PipelineBuilder()
    builder.impulse("a")
    builder.parDo("Pair", "a", ["p"])
    builder.parDo("Keep", "p", ["k"]) {
      $0.stateSpecs = [
        "value": .with { $0.spec = .readModifyWriteSpec(.with { $0.coderID = "c0" }) },
        "bag": .with { $0.spec = .bagSpec(.with { $0.elementCoderID = "c1" }) },
        "sum": .with { $0.spec = .combiningSpec(.with { $0.accumulatorCoderID = "c2" }) },
        "map": .with {
          $0.spec = .mapSpec(
            .with {
              $0.keyCoderID = "c3"
              $0.valueCoderID = "c4"
            })
        },
        "set": .with { $0.spec = .setSpec(.with { $0.elementCoderID = "c5" }) },
        "list": .with { $0.spec = .orderedListSpec(.with { $0.elementCoderID = "c6" }) },
        "multimap": .with {
          $0.spec = .multimapSpec(
            .with {
              $0.keyCoderID = "c7"
              $0.valueCoderID = "c8"
            })
        },
      ]
      $0.timerFamilySpecs["timer"] = .eventTime(coder: "c9")
    }
    let coders = (0..<10).map { "c\($0)" }
    for coder in coders { builder.components.coders[coder] = .with { $0.spec = .with { $0.urn = "test:\(coder)" } } }
    let descriptor = try #require(builder.planned([.state]).descriptors.last ?? nil)
    #expect(Set(coders).isSubset(of: descriptor.coders.keys))
    for coder in coders {
      var broken = builder
      broken.components.coders[coder] = nil
      #expect { try broken.planned([.state]) } throws: {
        "\($0)".contains("\"\(coder)\", which the pipeline does not have")
      }
    }
  }

  @Test("Collections between the parts of a step have coders") func codersOfParts() throws {
    var builder = PipelineBuilder()
    builder.impulse("a")
    builder.splittable("Read", "a", ["r"])
    builder.combine("Sum", "r", "s")
    let planned = try builder.planned()
    func coder(_ descriptor: FnProto.ProcessBundleDescriptor?, _ collection: String) -> String {
      func text(_ id: String) -> String {
        let coder = descriptor?.coders[id]
        let name = coder?.spec?.urn.split(separator: ":")[2] ?? "none"
        let parts = coder?.componentCoderIds.map(text) ?? []
        return parts.isEmpty ? String(name) : "\(name)(\(parts.joined(separator: ", ")))"
      }
      return text(descriptor?.pcollections[collection]?.coderID ?? "")
    }
    #expect(coder(planned.descriptors[1], "r/paired") == "kv(bytes, kv(bytes, bytes))")
    #expect(coder(planned.descriptors[1], "r/sized") == "kv(kv(bytes, kv(bytes, bytes)), double)")
    #expect(coder(planned.descriptors[2], "s/precombined") == "kv(bytes, bytes)")
    #expect(coder(planned.descriptors[4], "s/grouped") == "kv(bytes, bytes)")
  }
}
