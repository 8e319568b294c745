import BeamModel

/// A step of a pipeline during planning: a transform without subtransforms.
struct DraftStep: Sendable {
  /// The transform's id, unique in the pipeline.
  var id: String
  /// The kind; nil if the planner does not know the URN.
  var kind: StepKind?
  /// The transform, which phases may change.
  var transform: BeamProto.PTransform

  /// The step for a transform of a pipeline.
  init(id: String, transform: BeamProto.PTransform) {
    self.id = id
    self.transform = transform
    kind = StepKind(urn: transform.spec?.urn ?? "")
  }

  /// The URN of its transform; empty if it has none.
  var urn: String { transform.spec?.urn ?? "" }

  /// The name in messages.
  var name: String { transform.uniqueName.isEmpty ? id : transform.uniqueName }

  /// The collections that it reads, in the order of their local names; one may occur twice.
  var inputs: [String] { transform.inputs.sorted { $0.key < $1.key }.map(\.value) }

  /// The collections that it makes, in the order of their local names.
  var outputs: [String] { transform.outputs.sorted { $0.key < $1.key }.map(\.value) }

  /// Decodes the payload.
  /// - Throws: `PlannerError` if the payload is not such a message.
  func payload<Message: ProtobufMessage>(_ type: Message.Type) throws(PlannerError) -> Message {
    do {
      return try Message(serializedBytes: transform.spec?.payload ?? [])
    } catch {
      throw PlannerError(step: name, "the payload of \(urn) is not a \(Message.protobufName): \(error)")
    }
  }

  /// The only collection that it reads.
  /// - Throws: `PlannerError` if there is not exactly one.
  func onlyInput() throws(PlannerError) -> String {
    guard transform.inputs.count == 1, let input = transform.inputs.values.first else {
      throw PlannerError(step: name, "\(urn) must have one input; this step has \(transform.inputs.count)")
    }
    return input
  }

  /// The only collection that it makes.
  /// - Throws: `PlannerError` if there is not exactly one.
  func onlyOutput() throws(PlannerError) -> String {
    guard transform.outputs.count == 1, let output = transform.outputs.values.first else {
      throw PlannerError(step: name, "\(urn) must have one output; this step has \(transform.outputs.count)")
    }
    return output
  }
}
