import BeamModel
import JoistPlanner
import Rows

/// Builds portable pipelines as they come from any SDK, step by step, and as broken as a test wants them.
///
/// Steps are named by their ids; a collection comes into being where it is first named, with keys and values of bytes, in the
/// global window.
struct PipelineBuilder {
  var components = BeamProto.Components()
  var roots: [String] = []
  var requirements: [String] = []

  init() {
    components.coders = [
      "bytes": .with { $0.spec = .with { $0.urn = "beam:coder:bytes:v1" } },
      "global": .with { $0.spec = .with { $0.urn = "beam:coder:global_window:v1" } },
      "kv": .with {
        $0.spec = .with { $0.urn = "beam:coder:kv:v1" }
        $0.componentCoderIds = ["bytes", "bytes"]
      },
    ]
    components.windowingStrategies["w"] = .with {
      $0.windowFn = .with { $0.urn = BeamProto.GlobalWindowsPayload.properties }
      $0.mergeStatus = .nonMerging
      $0.windowCoderID = "global"
      $0.trigger = .with { $0.trigger = .default(BeamProto.Trigger.Default()) }
      $0.accumulationMode = .discarding
      $0.outputTime = .endOfWindow
    }
    components.environments["e"] = .with { $0.urn = "beam:env:default:v1" }
  }

  /// The pipeline.
  var pipeline: BeamProto.Pipeline {
    .with {
      $0.components = components
      $0.rootTransformIds = roots
      $0.requirements = requirements
    }
  }

  /// The pipeline, planned.
  func planned(
    _ features: EngineFeatures = [], maxCopiedSteps: Int = PlannerOptions.defaultMaxCopiedSteps
  ) throws -> PlannedPipeline {
    try Planner.plan(
      pipeline, options: PlannerOptions(keepsPhases: true, features: features, maxCopiedSteps: maxCopiedSteps))
  }

  // MARK: Steps

  mutating func impulse(_ output: String, _ name: String = "Impulse") {
    add(name, BeamProto.StandardPTransforms.Primitives.impulse, [], [output])
    components.pcollections[output]?.coderID = "bytes"
  }

  mutating func parDo(
    _ name: String, _ input: String, _ outputs: [String], _ fill: (inout BeamProto.ParDoPayload) -> Void = { _ in }
  ) {
    var payload = BeamProto.ParDoPayload.with { $0.doFn = .with { $0.urn = "test:dofn" } }
    fill(&payload)
    add(name, BeamProto.StandardPTransforms.Primitives.parDo, [input], outputs, payload.serializedBytes())
  }

  /// A step with state for each key.
  mutating func stateful(_ name: String, _ input: String, _ outputs: [String]) {
    parDo(name, input, outputs) {
      $0.stateSpecs["seen"] = .with { $0.spec = .bagSpec(.with { $0.elementCoderID = "bytes" }) }
    }
  }

  /// A step with side inputs, by name.
  mutating func reader(_ name: String, _ input: String, of views: [String: String], _ outputs: [String]) {
    parDo(name, input, outputs) { for view in views.keys { $0.sideInputs[view] = BeamProto.SideInput() } }
    change(name) { $0.inputs.merge(views) { first, _ in first } }
  }

  /// Puts steps into an environment, which comes into being.
  mutating func put(_ names: [String], in environment: String) {
    components.environments[environment] = .with { $0.urn = "test:environment:\(environment)" }
    for name in names { change(name) { $0.environmentID = environment } }
  }

  mutating func splittable(_ name: String, _ input: String, _ outputs: [String]) {
    parDo(name, input, outputs) { $0.restrictionCoderID = "kv" }
  }

  mutating func flatten(_ name: String, _ inputs: [String], _ output: String) {
    add(name, BeamProto.StandardPTransforms.Primitives.flatten, inputs, [output])
  }

  mutating func group(_ name: String, _ input: String, _ output: String) {
    add(name, BeamProto.StandardPTransforms.Primitives.groupByKey, [input], [output])
  }

  mutating func combine(_ name: String, _ input: String, _ output: String) {
    let payload = BeamProto.CombinePayload.with {
      $0.combineFn = .with { $0.urn = "test:combinefn" }
      $0.accumulatorCoderID = "bytes"
    }
    add(
      name, BeamProto.StandardPTransforms.Composites.combinePerKey, [input], [output], payload.serializedBytes())
  }

  mutating func reshuffle(_ name: String, _ input: String, _ output: String) {
    add(name, BeamProto.StandardPTransforms.Composites.reshuffle, [input], [output])
  }

  /// Any transform.
  mutating func add(_ name: String, _ urn: String, _ inputs: [String], _ outputs: [String], _ payload: Bytes = []) {
    for collection in inputs + outputs where components.pcollections[collection] == nil {
      components.pcollections[collection] = .with {
        $0.coderID = "kv"
        $0.windowingStrategyID = "w"
        $0.isBounded = .bounded
      }
    }
    components.transforms[name] = .with {
      $0.uniqueName = name
      if !urn.isEmpty {
        $0.spec = .with {
          $0.urn = urn
          $0.payload = payload
        }
      }
      $0.inputs = Dictionary(uniqueKeysWithValues: inputs.enumerated().map { ("in\($0)", $1) })
      $0.outputs = Dictionary(uniqueKeysWithValues: outputs.enumerated().map { ("out\($0)", $1) })
    }
    roots.append(name)
  }

  /// Puts steps under another that stands already.
  mutating func nest(_ children: [String], in composite: String) {
    components.transforms[composite]?.subtransforms = children
    roots.removeAll(where: children.contains)
  }

  /// Changes a transform.
  mutating func change(_ name: String, _ change: (inout BeamProto.PTransform) -> Void) {
    guard var transform = components.transforms[name] else { return }
    change(&transform)
    components.transforms[name] = transform
  }

  /// Changes the only windowing strategy.
  mutating func window(_ change: (inout BeamProto.WindowingStrategy) -> Void) {
    guard var windowing = components.windowingStrategies["w"] else { return }
    change(&windowing)
    components.windowingStrategies["w"] = windowing
  }
}

extension BeamProto.TimerFamilySpec {
  /// A family of event-time timers.
  static func eventTime(coder: String) -> Self {
    .with {
      $0.timeDomain = .eventTime
      $0.timerFamilyCoderID = coder
    }
  }
}
