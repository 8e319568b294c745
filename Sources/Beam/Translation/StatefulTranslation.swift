import BeamModel
import Rows

/// Translates what a stateful step declares.
struct StatefulTranslation {
  let spec: StatefulSpec
  /// The coder of the step's timers.
  let timer: CoderSpec
  /// Returns the reference to a combining state's function.
  let function: (_ state: String) -> BeamProto.FunctionSpec

  /// - Parameter input: the step's input, pairs of key and value.
  init(_ spec: StatefulSpec, input: AnyCollection, function: @escaping (_ state: String) -> BeamProto.FunctionSpec) {
    self.spec = spec
    self.function = function
    timer = CoderSpec(
      urn: CoderURN.timer,
      components: Array(input.spec.components.prefix(1)) + [input.traits.windowing.windowFn.windowCoder])
  }

  /// Adds the states and timers to a payload.
  func add(to payload: inout BeamProto.ParDoPayload, coders: inout CoderTable) {
    payload.requiresTimeSortedInput = spec.sortsInput
    for (name, kind) in spec.states { payload.stateSpecs[name] = state(name, kind, &coders) }
    for (name, domain) in spec.timers {
      let coder = coders.id(of: timer)
      payload.timerFamilySpecs[name] = .with {
        $0.timeDomain = domain == .processingTime ? .processingTime : .eventTime
        $0.timerFamilyCoderID = coder
      }
      if domain == .expiration { payload.onWindowExpirationTimerFamilySpec = name }
    }
  }

  private func state(_ name: String, _ kind: StateKind, _ coders: inout CoderTable) -> BeamProto.StateSpec {
    typealias Types = BeamProto.StandardUserStateTypes
    var ids: [String] = []
    for coder in kind.coders { ids.append(coders.id(of: coder)) }
    return .with {
      switch kind {
      case .value:
        $0.spec = .readModifyWriteSpec(.with { $0.coderID = ids[0] })
        $0.protocol = .with { $0.urn = Types.bag }
      case .bag:
        $0.spec = .bagSpec(.with { $0.elementCoderID = ids[0] })
        $0.protocol = .with { $0.urn = Types.bag }
      case .combining:
        $0.spec = .combiningSpec(
          .with {
            $0.accumulatorCoderID = ids[0]
            $0.combineFn = function(name)
          })
        $0.protocol = .with { $0.urn = Types.bag }
      case .set:
        $0.spec = .setSpec(.with { $0.elementCoderID = ids[0] })
        $0.protocol = .with { $0.urn = Types.multimap }
      case .map:
        $0.spec = .mapSpec(
          .with {
            $0.keyCoderID = ids[0]
            $0.valueCoderID = ids[1]
          })
        $0.protocol = .with { $0.urn = Types.multimap }
      case .multimap:
        $0.spec = .multimapSpec(
          .with {
            $0.keyCoderID = ids[0]
            $0.valueCoderID = ids[1]
          })
        $0.protocol = .with { $0.urn = Types.multimap }
      case .orderedList:
        $0.spec = .orderedListSpec(.with { $0.elementCoderID = ids[0] })
        $0.protocol = .with { $0.urn = Types.orderedList }
      }
    }
  }
}

extension StateKind {
  /// The coders of its elements.
  fileprivate var coders: [CoderSpec] {
    switch self {
    case .value(let coder), .bag(let coder), .set(let coder), .orderedList(let coder), .combining(let coder): [coder]
    case .map(let key, let value), .multimap(let key, let value): [key, value]
    }
  }
}
