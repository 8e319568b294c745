import Rows

/// A collection of elements in a pipeline: bounded or unbounded, each element with a timestamp and windows.
///
/// It stands for elements that exist only while the pipeline runs. It is not Sendable, so that no user function can capture it.
public struct PCollection<Element> {
  @usableFromInline package let graph: Graph
  @usableFromInline package let id: Int

  @usableFromInline init(graph: Graph, id: Int) {
    self.graph = graph
    self.id = id
  }

  /// The pipeline that the collection belongs to.
  public var pipeline: Pipeline { Pipeline(graph: graph) }

  package var traits: CollectionTraits { graph.collection(id).traits }

  /// Whether the collection is finite.
  public var isBounded: Bool { traits.isBounded }

  /// How the elements are windowed.
  public var windowing: WindowingStrategy { traits.windowing }
}

/// A pipeline under construction, to which sources are added.
///
/// ```swift
/// let pipeline = Pipeline()
/// let numbers = pipeline.create([1, 2, 3])
/// ```
public struct Pipeline {
  @usableFromInline package let graph: Graph

  /// Creates an empty pipeline.
  public init() { graph = Graph() }

  init(graph: Graph) { self.graph = graph }

  /// Adds a check that runs before the job starts, on the machine that starts it: for example, whether a file exists or a
  /// broker answers. For connectors.
  /// - Parameter check: an error that it throws keeps the job from starting and is shown unchanged.
  public func beforeStart(_ check: @escaping @Sendable () throws -> Void) { graph.checks.append { _ in try check() } }

  /// Adds a check that runs before the job starts and is given the job's log. For connectors that log messages of an external
  /// system.
  /// - Parameter check: an error that it throws keeps the job from starting and is shown unchanged. The logger may be used
  ///   until the job has ended.
  public func beforeStart(_ check: @escaping @Sendable (_ logger: Logger) throws -> Void) {
    graph.checks.append { try check($0.logger) }
  }

  /// Adds an action that runs after the job has ended, whether or not it succeeded: for example, to remove temporary files. For
  /// connectors.
  public func afterEnd(_ action: @escaping @Sendable (_ succeeded: Bool) -> Void) {
    graph.cleanUps.append { action($0.succeeded) }
  }

  /// Adds an action that runs after the job has ended and waits for an external system. `JobEnd.patience` says for how long.
  package func afterEndInTime(_ action: @escaping @Sendable (JobEnd) -> Void) { graph.cleanUps.append(action) }

  /// Creates the report through which the composite that is being built reports its state while the job runs. For connectors,
  /// in `expand`.
  public func connectorReport() -> ConnectorReport { graph.makeReport() }

  /// Refuses the composite that is being built. The job does not start, and its error names the composite, the user's source
  /// line, and the problem. For connectors, in `expand`.
  /// - Parameter problem: what is wrong and what to do.
  public func refuse(_ problem: String) { graph.refuseInComposite(problem) }

  /// Applies a composite to the pipeline itself, under the name of its type.
  public func apply<Transform: PTransform>(
    _ transform: Transform, file: StaticString = #fileID, line: UInt = #line
  ) -> Transform.Output where Transform.Input == Pipeline { apply(nil, transform, file: file, line: line) }

  /// Applies a composite to the pipeline itself.
  /// - Parameter name: the composite's name in the graph; by default its type's.
  public func apply<Transform: PTransform>(
    _ name: String?, _ transform: Transform, file: StaticString = #fileID, line: UInt = #line
  ) -> Transform.Output where Transform.Input == Pipeline {
    graph.composite(name, verb: "\(Transform.self)", inputs: [], site: SourceSite(file, line)) {
      transform.expand(self)
    }
  }
}

/// A composite: a transform that is made of other transforms and has a name of its own.
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
  /// What the composite is applied to: a `PCollection`, a tuple of them, or the `Pipeline`.
  associatedtype Input
  /// What the composite returns: usually a `PCollection`.
  associatedtype Output
  /// Adds the steps of the composite to the graph.
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
