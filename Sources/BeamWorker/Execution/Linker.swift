import Beam
import BeamModel
import JoistPlan
import Rows

/// Links the operators of a stage as its bundle descriptor says, from the sinks up.
struct Linker {
  private typealias Components = BeamProto.StandardPTransforms.CombineComponents
  private typealias Splittable = BeamProto.StandardPTransforms.SplittableParDoComponents
  private typealias Primitives = BeamProto.StandardPTransforms.Primitives

  private let program: Program
  private let descriptor: FnProto.ProcessBundleDescriptor
  private let scope = BundleScope(control: .none)
  /// The transforms that read each collection, in the order of their ids.
  private var readers: [String: [String]] = [:]
  /// The operators that are linked already, sinks first.
  private var linked: [Executor.Operator] = []
  /// The receivers of collections and transforms that are linked already.
  private var receivers: [String: AnyReceiver] = [:]
  /// The sinks that are linked already, by index.
  private var sinks: [Int: Executor.Output] = [:]
  private var process: (any RestrictionReceiver)?
  private var keyed: KeyedSource?

  init(program: Program, descriptor: FnProto.ProcessBundleDescriptor) {
    self.program = program
    self.descriptor = descriptor
    for (id, transform) in descriptor.transforms.sorted(by: { $0.key < $1.key }) {
      for input in transform.inputs.values { readers[input, default: []].append(id) }
    }
  }

  mutating func link() throws -> Executor {
    guard let source = descriptor.transforms["source"], let output = source.outputs.values.first else {
      throw LinkError(message: "the bundle descriptor \(descriptor.id) has no source")
    }
    let head = try receiver(of: output)
    let sinks = try (0..<sinks.count).map { index in
      guard let sink = self.sinks[index] else {
        throw LinkError(message: "the bundle descriptor \(descriptor.id) has no sink/\(index)")
      }
      return sink
    }
    return Executor(
      scope: scope, source: try decoder(of: output, head), keyed: keyed, operators: linked.reversed(),
      sinks: sinks, process: process)
  }

  /// Returns the source that decodes the stage's input.
  private func decoder(of id: String, _ head: AnyReceiver) throws -> any Source {
    let producer = try node(producing: id)
    let describeKey: ((UnsafeRawBufferPointer) -> String)? =
      switch producer.kind {
      case .groupByKey(let links): links.keyOrigin
      case .combinePerKey(let links): links.keyOrigin
      default: nil
      }
    return try collection(id).accept(SourceMaker(step: producer.step, describeKey: describeKey, head: head))
  }

  /// Returns the receiver of a collection's elements: its only reader, or a fan-out to all readers.
  private mutating func receiver(of collectionID: String) throws -> AnyReceiver {
    if let known = receivers[collectionID] { return known }
    var targets: [AnyReceiver] = []
    let readers = readers[collectionID] ?? []
    for (index, reader) in readers.enumerated() {
      let target = try receiver(transform: reader)
      let before = readers[..<index].count { $0 == reader }
      targets.append(try branch(to: reader, from: collectionID, number: before, target))
    }
    let joined = try collection(collectionID).accept(Joiner(targets: targets))
    receivers[collectionID] = joined
    return joined
  }

  /// Returns a flatten's receiver. If a step asks for origins, it is wrapped in a `Branch` for this input.
  /// - Parameter number: how many earlier inputs of the flatten are the same collection.
  private func branch(
    to reader: String, from id: String, number: Int, _ target: AnyReceiver
  ) throws -> AnyReceiver {
    guard scope.wantsOrigins, let flatten = descriptor.transforms[reader], flatten.spec?.urn == Primitives.flatten
    else { return target }
    // The program knows all inputs of the flatten; the descriptor knows only those in this stage.
    let ways = (try? program.node(flatten.uniqueName))?.inputs.count ?? flatten.inputs.count
    guard ways > 1 else { return target }
    let producer = try node(producing: id)
    var name = producer.step.path
    if producer.outputs.count > 1, let output = producer.outputs.first(where: { "c\($0.collection)" == id }) {
      name += "." + output.name
    }
    // A collection may be flattened with itself.
    if flatten.inputs.values.count(where: { $0 == id }) > 1 { name += " (\(number))" }
    return target.wrapped(by: BranchWrapper(name: name))
  }

  /// Returns the operator of a transform, linked to the readers of its outputs.
  private mutating func receiver(transform id: String) throws -> AnyReceiver {
    let key = "transform \(id)"
    if let known = receivers[key] { return known }
    guard let transform = descriptor.transforms[id], let spec = transform.spec else {
      throw LinkError(message: "the bundle descriptor \(descriptor.id) has no transform \(id)")
    }
    let operation: AnyReceiver
    var outputs: [AnyReceiver] = []
    switch spec.urn {
    case "beam:runner:sink:v1":
      operation = try sink(id, transform)
    case Primitives.flatten:
      operation = try receiver(of: try onlyOutput(id, transform))
    case Components.combinePerKeyPrecombine:
      // The sink that writes to the shuffle creates the partial accumulators.
      operation = try receiver(of: try onlyOutput(id, transform))
    default:
      let node = try program.node(try path(transform, spec))
      outputs = try outputReceivers(node, id, transform)
      operation = try link(node, spec.urn, id, outputs)
    }
    receivers[key] = operation
    if !linked.contains(where: { $0.receiver === operation }) {
      linked.append(Executor.Operator(name: transform.uniqueName, receiver: operation, outputs: outputs))
    }
    return operation
  }

  /// Links the operator of a step, or of one of its parts.
  private mutating func link(_ node: Node, _ urn: String, _ id: String, _ outputs: [AnyReceiver]) throws -> AnyReceiver
  {
    switch (node.kind, urn) {
    case (.parDo(let link), _):
      return try link(outputs, scope)
    case (.stateful(let links), Primitives.parDo):
      let operation = try links.process(outputs, scope)
      guard let head = operation as? any KeyedReceiver else {
        throw LinkError(message: "step \"\(node.step.path)\" created no receiver of keys")
      }
      keyed = KeyedSource(
        head, expiration: links.spec.timers.firstIndex { $0.domain == .expiration },
        sorting: links.spec.sortsInput ? links.spec.timers.count : nil)
      return operation
    case (.assignWindows(let windowFn), Primitives.assignWindows):
      return outputs[0].assigningWindows(windowFn, scope)
    case (.splittable(let links), Splittable.pairWithRestriction):
      return try links.pair(outputs, scope)
    case (.splittable(let links), Splittable.splitAndSizeRestrictions):
      return try links.split(outputs, scope)
    case (.splittable(let links), Splittable.processSizedElementsAndRestrictions):
      let operation = try links.process(outputs, scope)
      process = operation as? any RestrictionReceiver
      return operation
    case (.combinePerKey(let links), Components.combinePerKeyExtractOutputs):
      return try links.extract(outputs, scope)
    default:
      throw LinkError(message: "transform \(id) with the URN \(urn) does not fit step \"\(node.step.path)\"")
    }
  }

  /// Returns the receivers of a step's outputs, in the order in which the step declares them.
  private mutating func outputReceivers(
    _ node: Node, _ id: String, _ transform: BeamProto.PTransform
  ) throws -> [AnyReceiver] {
    if transform.outputs.count == 1, let only = transform.outputs.values.first { return [try output(only)] }
    return try node.outputs.map { output in
      guard let collection = transform.outputs[output.name] else {
        throw LinkError(message: "transform \(id) has no output \"\(output.name)\"")
      }
      return try self.output(collection)
    }
  }

  /// Returns the receiver of an output. Before a flatten it gets a counter of its own, since the flatten's receiver also
  /// counts the elements of other inputs.
  private mutating func output(_ collection: String) throws -> AnyReceiver {
    let receiver = try receiver(of: collection)
    guard let readers = readers[collection], readers.count == 1,
      descriptor.transforms[readers[0]]?.spec?.urn == Primitives.flatten
    else { return receiver }
    return receiver.wrapped(by: CountingWrapper())
  }

  /// Links a sink.
  private mutating func sink(_ id: String, _ transform: BeamProto.PTransform) throws -> AnyReceiver {
    guard let input = transform.inputs.values.first, let index = Int(id.dropFirst("sink/".count)) else {
      throw LinkError(message: "sink \(id) has no input")
    }
    let receiver: AnyReceiver
    if let grouping = transform.annotations["joist:grouping"] {
      let makers = KeyedSinkMaker(
        scope: scope, combines: transform.annotations["joist:uncombined"] == nil,
        keepsTimes: transform.annotations["joist:timed"] != nil)
      switch try program.node(String(decoding: grouping.withUnsafeBytes { Array($0) }, as: UTF8.self)).kind {
      case .groupByKey(let links): receiver = try links.write(makers)
      case .combinePerKey(let links): receiver = try links.write(makers)
      case .stateful(let links): receiver = try links.write(makers)
      default: throw LinkError(message: "sink \(id) writes for a step that needs no keys")
      }
    } else {
      receiver = try collection(input).accept(SinkMaker(scope: scope))
    }
    guard let sink = receiver.sink as? any Sink else {
      throw LinkError(message: "sink \(id) is linked to a receiver without a sink")
    }
    sinks[index] = Executor.Output(sink: sink, step: try producer(of: input))
    if let reader = transform.annotations["joist:reader"].flatMap({ String($0) }) {
      scope.downstreamSteps.append(reader)
    }
    return receiver
  }

  /// Returns the path of a transform's function.
  private func path(_ transform: BeamProto.PTransform, _ spec: BeamProto.FunctionSpec) throws -> String {
    let function: BeamProto.FunctionSpec?
    switch spec.urn {
    case Primitives.assignWindows:
      return transform.uniqueName
    case Components.combinePerKeyExtractOutputs:
      function = try BeamProto.CombinePayload(serializedBytes: spec.payload).combineFn
    default:
      function = try BeamProto.ParDoPayload(serializedBytes: spec.payload).doFn
    }
    guard let function else { throw LinkError(message: "transform \(transform.uniqueName) has no function") }
    return try function.payload.decode(FunctionReference.self).path
  }

  private func onlyOutput(_ id: String, _ transform: BeamProto.PTransform) throws -> String {
    guard let output = transform.outputs.values.first else { throw LinkError(message: "transform \(id) has no output") }
    return output
  }

  /// Returns the step that makes a collection, or one of whose parts does.
  private func producer(of id: String) throws -> Step { try node(producing: id).step }

  private func node(producing id: String) throws -> Node {
    let whole = id.prefix { $0 != "/" }
    return try program.producer(of: try program.collection(String(whole)).id)
  }

  /// Returns the collection with an id: one of the program, or one between the parts of an expanded step.
  private func collection(_ id: String) throws -> AnyCollection {
    let parts = id.split(separator: "/", maxSplits: 1).map(String.init)
    let collection = try program.collection(parts[0])
    guard parts.count == 2 else { return collection }
    switch (try program.producer(of: collection.id).kind, parts[1]) {
    case (.splittable(let links), "paired"): return links.paired
    case (.splittable(let links), "sized"): return links.sized
    case (.combinePerKey(let links), "grouped"): return links.grouped
    // The input of the combine, since the sink after it creates the accumulators.
    case (.combinePerKey, "precombined"):
      return try program.input(of: try program.producer(of: collection.id))
    default: throw LinkError(message: "the pipeline has no collection \(id)")
    }
  }
}
