/// What the engine runs: stages joined by edges. A plan knows no type, function or coder of a user, and cannot be
/// turned back into a pipeline.
public struct Plan: Sendable {
  /// The stages, producers before consumers. The index of a stage is its `StageID`.
  public var stages: [Stage]
  /// The edges. The index of an edge is its `EdgeID`.
  public var edges: [Edge]

  /// Makes a plan from its parts.
  public init(stages: [Stage], edges: [Edge]) {
    self.stages = stages
    self.edges = edges
  }

  /// The number of key groups of every keyed edge. It does not depend on the parallelism, so that keys stay in their
  /// groups when threads are added.
  public static let keyGroupCount = 128

  /// The key group of a key's hash: its top seven bits.
  @inlinable public static func keyGroup(ofHash hash: UInt64) -> Int { Int(hash >> 57) }

  /// The stable name of the cut that an edge crosses. Edges from several stages to one reader cross the same cut.
  public func path(of edge: EdgeID) -> CutPath {
    let consumer = stages[edges[edge.index].consumer.index].path
    guard case .view(let name) = edges[edge.index].reason else { return consumer }
    return CutPath(step: consumer.step, end: .sideInput(name))
  }
}

/// The number of a stage in its plan.
public struct StageID: Hashable, Sendable, Comparable, CustomStringConvertible {
  /// The index in `Plan.stages`.
  public var index: Int
  /// Makes the id of the stage at an index.
  @inlinable public init(_ index: Int) { self.index = index }
  /// Orders stages as the plan does.
  @inlinable public static func < (a: StageID, b: StageID) -> Bool { a.index < b.index }
  /// `s3`.
  public var description: String { "s\(index)" }
}

/// The number of an edge in its plan.
public struct EdgeID: Hashable, Sendable, CustomStringConvertible {
  /// The index in `Plan.edges`.
  public var index: Int
  /// Makes the id of the edge at an index.
  @inlinable public init(_ index: Int) { self.index = index }
  /// `e3`.
  public var description: String { "e\(index)" }
}

/// A unit of work that the engine schedules: fused user code, or an operation of the engine.
public struct Stage: Sendable {
  /// What a stage does.
  public enum Kind: Sendable {
    /// Emits one empty element in the global window at the beginning of time, once.
    case impulse
    /// Emits what a script says.
    case testStream(TestStream)
    /// Runs user code on elements.
    case elements
    /// Runs user code whose head keeps state and timers for each key. Its edges are keyed.
    case stateful(Stateful)
    /// Runs user code whose head is a splittable step. Each element is an element and restriction; a bundle may stop
    /// before the end of it, and leaves a residual then.
    case restrictions
    /// Groups by key and window. The engine does this itself.
    case grouping(Grouping)
  }

  /// What the stage does.
  public var kind: Kind
  /// The names of its steps, for display: `Read/Process, Split, Pair`.
  public var name: String
  /// Its stable name: that of the cut at which it begins.
  public var path: CutPath
  /// The edges that end here.
  public var inputs: [EdgeID]
  /// The edges that start here; a bundle names its outputs by their index in this list.
  public var outputs: [EdgeID]
  /// Whether its sources are bounded. Matters only for `restrictions`: a new restriction of a bounded stage gets the
  /// limits of a bounded source.
  public var isBounded: Bool
  /// The unit of its restrictions' sizes; nil if it is unknown, or if there are no restrictions.
  public var sizeUnit: SizeUnit?
  /// The most bundles of one lane that may be running or settling at once. 1 means strictly one after another. A sink
  /// whose deliveries keep their order allows more.
  public var pipelineDepth: Int

  /// Makes a stage.
  /// - Parameter path: the stable name; nil for the input of a step with the stage's name.
  public init(
    kind: Kind, name: String, path: CutPath? = nil, inputs: [EdgeID], outputs: [EdgeID],
    isBounded: Bool = true, sizeUnit: SizeUnit? = nil, pipelineDepth: Int = 1
  ) {
    self.kind = kind
    self.name = name
    self.path = path ?? CutPath(step: name)
    self.inputs = inputs
    self.outputs = outputs
    self.isBounded = isBounded
    self.sizeUnit = sizeUnit
    self.pipelineDepth = pipelineDepth
  }
}

/// A flow of elements from one stage to another.
public struct Edge: Sendable {
  /// The form of the elements.
  public enum Kind: Sendable {
    /// `ElementBlock`s: whole elements.
    case elements
    /// `RecordBlock`s: key and value apart, by key group.
    case keyed
  }

  /// The stage that writes.
  public var producer: StageID
  /// The stage that reads.
  public var consumer: StageID
  /// See `Kind`.
  public var kind: Kind
  /// Whether elements of one lane arrive in the order in which they were written. False for a reshuffle, whose elements
  /// go to the lane with the least work. Keyed edges always keep the order.
  public var keepsOrder: Bool
  /// Why there is a cut.
  public var reason: CutReason
  /// The layout of the elements before their keys are extracted.
  public var shape: CoderShape

  /// Makes an edge.
  /// - Parameters:
  ///   - reason: why there is a cut; nil for the usual reason: grouping for a keyed edge, the engine for any other.
  ///   - shape: the layout of the elements; byte strings if nothing depends on it.
  public init(
    producer: StageID, consumer: StageID, kind: Kind, keepsOrder: Bool = true, reason: CutReason? = nil,
    shape: CoderShape = .bytes
  ) {
    self.producer = producer
    self.consumer = consumer
    self.kind = kind
    self.keepsOrder = keepsOrder
    self.reason = reason ?? (kind == .keyed ? .grouping : .engine)
    self.shape = shape
  }
}
