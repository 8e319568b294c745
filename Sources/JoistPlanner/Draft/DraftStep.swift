import BeamModel

/// A step of a pipeline that is being planned: a transform without parts.
struct DraftStep: Sendable {
  /// The id, unique in the pipeline.
  var id: String
  /// What it is; nil for what the planner does not know.
  var kind: StepKind?
  /// The transform.
  var transform: BeamProto.PTransform

  /// A step as it stands in a pipeline.
  init(id: String, transform: BeamProto.PTransform) {
    self.id = id
    self.transform = transform
    kind = StepKind(urn: transform.spec?.urn ?? "")
  }

  /// The URN of its transform; empty where it has none.
  var urn: String { transform.spec?.urn ?? "" }

  /// Its name for people.
  var name: String { transform.uniqueName.isEmpty ? id : transform.uniqueName }

  /// The collections it reads, in the order of their local names; one may occur twice.
  var inputs: [String] { transform.inputs.sorted { $0.key < $1.key }.map(\.value) }

  /// The collections it makes, in the order of their local names.
  var outputs: [String] { transform.outputs.sorted { $0.key < $1.key }.map(\.value) }

  /// The payload as a message.
  func payload<Message: ProtobufMessage>(_ type: Message.Type) throws(PlannerError) -> Message {
    do {
      return try Message(serializedBytes: transform.spec?.payload ?? [])
    } catch {
      throw PlannerError(step: name, "the payload of \(urn) is not a \(Message.protobufName): \(error)")
    }
  }

  /// The only collection it reads.
  func onlyInput() throws(PlannerError) -> String {
    guard transform.inputs.count == 1, let input = transform.inputs.values.first else {
      throw PlannerError(step: name, "\(urn) has one input, this one has \(transform.inputs.count)")
    }
    return input
  }

  /// The only collection it makes.
  func onlyOutput() throws(PlannerError) -> String {
    guard transform.outputs.count == 1, let output = transform.outputs.values.first else {
      throw PlannerError(step: name, "\(urn) has one output, this one has \(transform.outputs.count)")
    }
    return output
  }
}
