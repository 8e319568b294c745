import BeamModel
import Rows

/// Makes the bundle descriptor of a fused piece: its steps between a source and its sinks, and the collections, coders and
/// windowing strategies that they name.
struct DescriptorBuilder {
  private let draft: Draft
  private let piece: FusedStage

  /// The annotation of a sink: the name of the step that reads what it writes, as UTF-8.
  private static let readerAnnotation = "joist:reader"

  init(draft: Draft, piece: FusedStage) {
    self.draft = draft
    self.piece = piece
  }

  /// The descriptor.
  func descriptor(id: String) throws -> FnProto.ProcessBundleDescriptor {
    var descriptor = FnProto.ProcessBundleDescriptor.with { $0.id = id }
    descriptor.transforms["source"] = .with {
      $0.uniqueName = "source"
      $0.spec = .with { $0.urn = FnProto.FnApiTransforms.Runner.dataSource }
      $0.outputs = ["out": piece.source]
    }
    let made = Set([piece.source] + piece.members.flatMap(\.outputs))
    for step in piece.members {
      var transform = step.transform
      // A flatten has inputs that come in other stages.
      transform.inputs = transform.inputs.filter { made.contains($0.value) }
      descriptor.transforms[step.id] = transform
    }
    for (place, cut) in piece.cuts.enumerated() { descriptor.transforms["sink/\(place)"] = try sink(for: cut) }
    try addCollections(to: &descriptor)
    return descriptor
  }

  private func sink(for cut: DraftStep) throws -> BeamProto.PTransform {
    let input = try cut.onlyInput()
    return .with {
      $0.uniqueName = "to \(cut.name)"
      $0.spec = .with { $0.urn = FnProto.FnApiTransforms.Runner.dataSink }
      $0.inputs = ["in": input]
      $0.annotations[Self.readerAnnotation] = Bytes(utf8: cut.name)
      if cut.kind?.isGrouping ?? false { $0.annotations[GroupingPath.sinkAnnotation] = GroupingPath.of(cut) }
    }
  }

  // MARK: What the transforms name

  private func addCollections(to descriptor: inout FnProto.ProcessBundleDescriptor) throws {
    let named = descriptor.transforms.values.flatMap { Array($0.inputs.values) + Array($0.outputs.values) }
    var coders: [String] = []
    for id in Set(named) {
      let collection = try draft.collection(id)
      let windowing = try draft.windowing(ofCollection: id)
      descriptor.pcollections[id] = collection
      descriptor.windowingStrategies[collection.windowingStrategyID] = windowing
      coders += [collection.coderID, windowing.windowCoderID]
    }
    for step in piece.members { coders += try codersInPayload(of: step) }
    add(coders, to: &descriptor)
    for id in Set(descriptor.transforms.values.map(\.environmentID)) {
      if let environment = draft.environments[id] { descriptor.environments[id] = environment }
    }
  }

  private func codersInPayload(of step: DraftStep) throws -> [String] {
    switch step.kind {
    case .precombine, .extractOutputs: [try step.payload(BeamProto.CombinePayload.self).accumulatorCoderID]
    case .pairWithRestriction, .splitAndSize, .processRestrictions:
      [try step.payload(BeamProto.ParDoPayload.self).restrictionCoderID]
    default: []
    }
  }

  /// Adds coders and all that they are made of.
  private func add(_ ids: [String], to descriptor: inout FnProto.ProcessBundleDescriptor) {
    var open = ids
    while let id = open.popLast() {
      guard descriptor.coders[id] == nil, let coder = draft.coders[id] else { continue }
      descriptor.coders[id] = coder
      open += coder.componentCoderIds
    }
  }
}
