import BeamModel
import Rows

/// Makes the bundle descriptor of a fused stage: a source, its steps and its sinks, with the collections, coders and
/// windowing strategies that they name.
struct DescriptorBuilder {
  /// What a sink writes, and the step that reads it.
  struct Sink {
    /// The id of the collection that it writes.
    let collection: String
    /// The name of the step that reads it.
    let reader: String
    /// That step if it groups; nil otherwise.
    let grouping: KeyedReader?
  }

  /// A step that groups, as a sink that writes for it must know it.
  struct KeyedReader {
    /// The path of the step.
    let path: String
    /// Whether values may be combined before the shuffle.
    let combines: Bool
    /// Whether the step needs the timestamp of each element.
    let keepsTimes: Bool
  }

  private let draft: Draft
  private let piece: FusedStage
  private let sinks: [Sink]

  /// The annotation of a sink: the name of the step that reads what it writes, as UTF-8.
  private static let readerAnnotation = "joist:reader"
  /// The annotation of a sink that feeds a grouping: the path of the grouping's step.
  private static let groupingAnnotation = "joist:grouping"
  /// The annotation of a sink that must not combine, and of one that must keep timestamps.
  private static let uncombinedAnnotation = "joist:uncombined"
  private static let timedAnnotation = "joist:timed"

  /// - Parameter sinks: in the order of the stage's outputs.
  init(draft: Draft, piece: FusedStage, sinks: [Sink]) {
    self.draft = draft
    self.piece = piece
    self.sinks = sinks
  }

  /// Makes the descriptor.
  func descriptor(id: String) throws -> FnProto.ProcessBundleDescriptor {
    var descriptor = FnProto.ProcessBundleDescriptor.with { $0.id = id }
    descriptor.transforms["source"] = .with {
      $0.uniqueName = "source"
      $0.spec = .with { $0.urn = FnProto.FnApiTransforms.Runner.dataSource }
      $0.outputs = ["out": piece.root]
    }
    for step in piece.members {
      var transform = step.transform
      // A flatten names no environment; here it runs in the stage's.
      transform.environmentID = piece.environment
      // Elements of a flatten's other inputs arrive in other stages. Side inputs are not read from the source, but are
      // named.
      let (inputs, sideInputs) = (piece.inputs[step.id] ?? [], try step.needs().sideInputs)
      transform.inputs = transform.inputs.filter { sideInputs.contains($0.key) || inputs.contains($0.value) }
      descriptor.transforms[step.id] = transform
    }
    for (index, sink) in sinks.enumerated() { descriptor.transforms["sink/\(index)"] = transform(of: sink) }
    try addCollections(to: &descriptor)
    return descriptor
  }

  private func transform(of sink: Sink) -> BeamProto.PTransform {
    .with {
      $0.uniqueName = "to \(sink.reader)"
      $0.spec = .with { $0.urn = FnProto.FnApiTransforms.Runner.dataSink }
      $0.inputs = ["in": sink.collection]
      $0.annotations[Self.readerAnnotation] = Bytes(utf8: sink.reader)
      guard let grouping = sink.grouping else { return }
      $0.annotations[Self.groupingAnnotation] = Bytes(utf8: grouping.path)
      if !grouping.combines { $0.annotations[Self.uncombinedAnnotation] = Bytes() }
      if grouping.keepsTimes { $0.annotations[Self.timedAnnotation] = Bytes() }
    }
  }

  // MARK: Collections, coders and windowing strategies

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
    for step in piece.members { coders += try PayloadCoders.of(step).map(\.id) }
    add(coders, to: &descriptor)
    descriptor.environments[piece.environment] = draft.environments[piece.environment]
  }

  /// Adds coders and their components.
  private func add(_ ids: [String], to descriptor: inout FnProto.ProcessBundleDescriptor) {
    var open = ids
    while let id = open.popLast() {
      guard descriptor.coders[id] == nil, let coder = draft.coders[id] else { continue }
      descriptor.coders[id] = coder
      open += coder.componentCoderIds
    }
  }
}
