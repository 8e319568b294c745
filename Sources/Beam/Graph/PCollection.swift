import Rows

/// A collection of elements somewhere in a pipeline: bounded or unbounded, each element with a timestamp and windows.
///
/// It is a value that stands for elements which come later; it is not Sendable, so that no function captures it.
public struct PCollection<Element> {
  @usableFromInline package let graph: Graph
  @usableFromInline package let id: Int

  @usableFromInline init(graph: Graph, id: Int) {
    self.graph = graph
    self.id = id
  }

  /// The pipeline that it belongs to.
  public var pipeline: Pipeline { Pipeline(graph: graph) }

  package var traits: CollectionTraits { graph.collection(id).traits }

  /// Whether it comes to an end by itself.
  public var isBounded: Bool { traits.isBounded }

  /// How it is windowed.
  public var windowing: WindowingStrategy { traits.windowing }
}

/// A pipeline under construction: where sources are attached.
///
/// ```swift
/// let pipeline = Pipeline()
/// let numbers = pipeline.create([1, 2, 3])
/// ```
public struct Pipeline {
  @usableFromInline package let graph: Graph

  /// An empty pipeline.
  public init() { graph = Graph() }

  init(graph: Graph) { self.graph = graph }

  /// Has something checked when the job is about to start, on the machine that starts it: whether a file is there, whether a
  /// broker answers. For connectors; what it throws keeps the job from starting and is shown as it is.
  public func beforeStart(_ check: @escaping @Sendable () throws -> Void) { graph.checks.append { _ in try check() } }

  /// Has something checked when the job is about to start, and hands over the job's log, which may be kept until the job has
  /// ended: for connectors whose far side has something to say.
  public func beforeStart(_ check: @escaping @Sendable (_ logger: Logger) throws -> Void) {
    graph.checks.append { try check($0.logger) }
  }

  /// Has something done when the job has ended, well or not: temporary files removed, say. For connectors.
  public func afterEnd(_ action: @escaping @Sendable (_ succeeded: Bool) -> Void) {
    graph.cleanUps.append { action($0.succeeded) }
  }

  /// Has something done when the job has ended that waits for a far side: for no longer than the job's end allows.
  package func afterEndInTime(_ action: @escaping @Sendable (JobEnd) -> Void) { graph.cleanUps.append(action) }

  /// Makes the report by which what is being built tells of itself while the job runs. For connectors, in `expand`.
  public func connectorReport() -> ConnectorReport { graph.makeReport() }

  /// Says that what is being built cannot run: what is wrong and what to do. For connectors, in `expand`; the message names
  /// the composite and the author's line, and keeps the job from starting.
  public func refuse(_ problem: String) { graph.refuseInComposite(problem) }

  /// Applies a composite that starts from the pipeline itself, under the name of its type.
  public func apply<Transform: PTransform>(
    _ transform: Transform, file: StaticString = #fileID, line: UInt = #line
  ) -> Transform.Output where Transform.Input == Pipeline { apply(nil, transform, file: file, line: line) }

  /// Applies a composite that starts from the pipeline itself.
  /// - Parameter name: the composite's name in the graph; by default its type's.
  public func apply<Transform: PTransform>(
    _ name: String?, _ transform: Transform, file: StaticString = #fileID, line: UInt = #line
  ) -> Transform.Output where Transform.Input == Pipeline {
    graph.composite(name, verb: "\(Transform.self)", inputs: [], site: SourceSite(file, line)) {
      transform.expand(self)
    }
  }
}

/// A composite: steps under one name, made of other steps.
///
/// ```swift
/// struct CountWords: PTransform {
///   func expand(_ lines: PCollection<String>) -> PCollection<KV<String, Int>> {
///     lines.flatMap("Split") { $0.words }.countPerElement()
///   }
/// }
/// let counts = lines.apply(CountWords())
/// ```
public protocol PTransform<Input, Output> {
  /// What it is applied to: a `PCollection`, a tuple of them, or the `Pipeline`.
  associatedtype Input
  /// What it yields.
  associatedtype Output
  /// Adds its steps to the graph.
  func expand(_ input: Input) -> Output
}

extension PCollection {
  /// Applies a composite under the name of its type.
  public func apply<Transform: PTransform>(
    _ transform: Transform, file: StaticString = #fileID, line: UInt = #line
  ) -> Transform.Output where Transform.Input == PCollection<Element> { apply(nil, transform, file: file, line: line) }

  /// Applies a composite.
  /// - Parameter name: the composite's name in the graph; by default its type's.
  public func apply<Transform: PTransform>(
    _ name: String?, _ transform: Transform, file: StaticString = #fileID, line: UInt = #line
  ) -> Transform.Output where Transform.Input == PCollection<Element> {
    graph.composite(name, verb: "\(Transform.self)", inputs: [id], site: SourceSite(file, line)) {
      transform.expand(self)
    }
  }
}
