import BeamModel
import Rows

/// Creates the portable specification of a step: its URN and payload.
struct TransformSpec {
  let reference: FunctionReference
  /// Whether the step is a function that needs stable input.
  var requiresStableInput = false

  /// Returns the specification of a step; nil for a composite, which has none.
  /// - Parameter input: the step's input if it has only one.
  func spec(of kind: Node.Kind, input: AnyCollection?, coders: inout CoderTable) -> BeamProto.FunctionSpec? {
    typealias Primitives = BeamProto.StandardPTransforms.Primitives
    switch kind {
    case .impulse: return plain(Primitives.impulse)
    case .testStream(let script):
      return spec(Primitives.testStream, script.payload(coderID: coders.id(of: Bytes.coderSpec)))
    case .flatten: return plain(Primitives.flatten)
    case .groupByKey: return plain(Primitives.groupByKey)
    case .reshuffle: return plain(BeamProto.StandardPTransforms.Composites.reshuffle)
    case .composite: return nil
    case .parDo: return parDo { _ in }
    case .stateful(let links):
      guard let input else { return parDo { _ in } }
      let translation = StatefulTranslation(links.spec, input: input) { state in
        var reference = reference
        reference.data = Bytes(utf8: state)
        return TransformSpec(reference: reference).function(FunctionReference.combineFnURN)
      }
      return parDo { translation.add(to: &$0, coders: &coders) }
    case .splittable(let links):
      // Beam's restriction coder includes the state of the watermark estimator.
      let restriction = coders.id(
        of: CoderSpec(urn: CoderURN.kv, components: [links.restriction, links.estimatorState]))
      return parDo { $0.restrictionCoderID = restriction }
    case .assignWindows(let windowFn):
      return spec(Primitives.assignWindows, BeamProto.WindowIntoPayload.with { $0.windowFn = windowFn.portable })
    case .combinePerKey(let links):
      return spec(
        BeamProto.StandardPTransforms.Composites.combinePerKey, combine(coders.id(of: links.accumulator)))
    }
  }

  /// Returns the specification of the part of an unlifted combine that combines the values of each key.
  func combineGroupedValues(_ links: CombineLinks, coders: inout CoderTable) -> BeamProto.FunctionSpec {
    spec(
      BeamProto.StandardPTransforms.CombineComponents.combineGroupedValues, combine(coders.id(of: links.accumulator)))
  }

  /// Returns the specification of one of the two functions of a reshuffle. The reference's data names the function.
  func reshufflePart(_ name: String) -> BeamProto.FunctionSpec {
    var part = reference
    part.data = Bytes(utf8: name)
    return TransformSpec(reference: part).parDo { _ in }
  }

  private func plain(_ urn: String) -> BeamProto.FunctionSpec { .with { $0.urn = urn } }

  private func spec(_ urn: String, _ payload: some ProtobufMessage) -> BeamProto.FunctionSpec {
    .with {
      $0.urn = urn
      $0.payload = payload.serializedBytes()
    }
  }

  private func parDo(_ fill: (inout BeamProto.ParDoPayload) -> Void) -> BeamProto.FunctionSpec {
    var payload = BeamProto.ParDoPayload.with {
      $0.doFn = function(FunctionReference.doFnURN)
      $0.requiresStableInput = requiresStableInput
    }
    fill(&payload)
    return spec(BeamProto.StandardPTransforms.Primitives.parDo, payload)
  }

  private func combine(_ accumulator: String) -> BeamProto.CombinePayload {
    .with {
      $0.combineFn = function(FunctionReference.combineFnURN)
      $0.accumulatorCoderID = accumulator
    }
  }

  private func function(_ urn: String) -> BeamProto.FunctionSpec {
    .with {
      $0.urn = urn
      $0.payload = Bytes(encoding: reference)
    }
  }
}

extension Node.Kind {
  /// Whether a worker runs steps of this kind, so that they need an environment.
  var runsOnWorker: Bool {
    switch self {
    case .parDo, .stateful, .splittable, .assignWindows, .combinePerKey: true
    case .impulse, .testStream, .groupByKey, .flatten, .reshuffle, .composite: false
    }
  }
}

extension TestScript {
  /// The script in Beam's portable form.
  fileprivate func payload(coderID: String) -> BeamProto.TestStreamPayload {
    .with {
      $0.coderID = coderID
      $0.events = events.map { event in
        .with {
          $0.event =
            switch event {
            case .elements(let elements):
              .elementEvent(
                .with {
                  $0.elements = elements.map { element in
                    .with {
                      $0.encodedElement = element.encoded
                      $0.timestamp = element.time.milliseconds
                    }
                  }
                })
            case .watermark(let time): .watermarkEvent(.with { $0.newWatermark = time.milliseconds })
            case .processingTime(let more): .processingTimeEvent(.with { $0.advanceDuration = more })
            }
        }
      }
    }
  }
}
