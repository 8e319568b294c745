/// What the engine runs: stages joined by edges. It knows no type, function or coder of a user and cannot be turned back
/// into a pipeline.
public struct Plan: Sendable {
  /// The stages; a stage's index is its `StageID`. Producers stand before their consumers.
  public var stages: [Stage]
  /// The edges; an edge's index is its `EdgeID`.
  public var edges: [Edge]

  /// Makes a plan from its parts.
  public init(stages: [Stage], edges: [Edge]) {
    self.stages = stages
    self.edges = edges
  }

  /// How many key groups every keyed edge has, whatever the parallelism: keys stay where they are when threads are added.
  public static let keyGroupCount = 128

  /// The key group of a key's hash: its top seven bits.
  @inlinable public static func keyGroup(ofHash hash: UInt64) -> Int { Int(hash >> 57) }

  /// The lasting name of the cut that an edge crosses. Edges from several stages to one reader cross the same cut.
  public func path(of edge: EdgeID) -> CutPath {
    let consumer = stages[edges[edge.index].consumer.index].path
    guard case .view(let name) = edges[edge.index].reason else { return consumer }
    return CutPath(step: consumer.step, end: .sideInput(name))
  }
}

/// A stage's number in its plan.
public struct StageID: Hashable, Sendable, Comparable, CustomStringConvertible {
  /// Index in `Plan.stages`.
  public var index: Int
  /// Makes the id of the stage at an index.
  @inlinable public init(_ index: Int) { self.index = index }
  /// Order of the plan.
  @inlinable public static func < (a: StageID, b: StageID) -> Bool { a.index < b.index }
  /// `s3`.
  public var description: String { "s\(index)" }
}

/// An edge's number in its plan.
public struct EdgeID: Hashable, Sendable, CustomStringConvertible {
  /// Index in `Plan.edges`.
  public var index: Int
  /// Makes the id of the edge at an index.
  @inlinable public init(_ index: Int) { self.index = index }
  /// `e3`.
  public var description: String { "e\(index)" }
}

/// A unit of work that the engine schedules: user code fused into one, or an operation of the engine's own.
public struct Stage: Sendable {
  /// What a stage does.
  public enum Kind: Sendable {
    /// Emits one empty element in the global window at the beginning of time, once.
    case impulse
    /// Runs user code on elements as they come; an element may share its bundle with others. Where its edges are keyed, its
    /// first step keeps state.
    case elements
    /// Runs user code whose head is splittable: each element is an element-and-restriction that has a bundle of its own,
    /// may be cut short, and then comes back as a residual.
    case restrictions
    /// Groups by key and window; the engine's own.
    case grouping(Grouping)
  }

  /// What it does.
  public var kind: Kind
  /// The names of its steps, for people: `Read/Process, Split, Pair`.
  public var name: String
  /// Its lasting name: that of the cut at which it begins.
  public var path: CutPath
  /// The edges that end here.
  public var inputs: [EdgeID]
  /// The edges that start here; a bundle names its outputs by their index in this list.
  public var outputs: [EdgeID]
  /// The most bundles of this stage that may run at once; nil: no bound but the threads.
  public var concurrency: Int?
  /// Whether what it reads comes to an end by itself. It matters for `restrictions` alone: a fresh restriction of a bounded
  /// stage gets the long bundles of batch work.
  public var isBounded: Bool
  /// What the sizes of its restrictions count; nil: it is unknown, or there are none.
  public var sizeUnit: SizeUnit?
  /// How many bundles of one lane may be between the end of their run and their commit, or running, at once: 1 is strictly
  /// one after another, settling included; a sink whose deliveries keep their order by themselves allows more.
  public var pipelineDepth: Int

  /// Makes a stage.
  /// - Parameter path: its lasting name; nil: the input of a step that has the stage's name.
  public init(
    kind: Kind, name: String, path: CutPath? = nil, inputs: [EdgeID], outputs: [EdgeID], concurrency: Int? = nil,
    isBounded: Bool = true, sizeUnit: SizeUnit? = nil, pipelineDepth: Int = 1
  ) {
    self.kind = kind
    self.name = name
    self.path = path ?? CutPath(step: name)
    self.inputs = inputs
    self.outputs = outputs
    self.concurrency = concurrency
    self.isBounded = isBounded
    self.sizeUnit = sizeUnit
    self.pipelineDepth = pipelineDepth
  }
}

/// What flows from one stage to another.
public struct Edge: Sendable {
  /// The form in which elements travel.
  public enum Kind: Sendable {
    /// `ElementBlock`s: whole elements.
    case elements
    /// `RecordBlock`s: key and value apart, by key group and window.
    case keyed
  }

  /// The stage that writes.
  public var producer: StageID
  /// The stage that reads.
  public var consumer: StageID
  /// The form.
  public var kind: Kind
  /// Whether elements of one lane arrive in the order they were written. A reshuffle says false: its elements go to
  /// whichever lane has the least to do. Keyed edges always keep it.
  public var keepsOrder: Bool
  /// Why there is a cut.
  public var reason: CutReason
  /// How the elements are laid out, before their keys are taken off.
  public var shape: CoderShape

  /// Makes an edge.
  /// - Parameters:
  ///   - reason: why there is a cut; nil: a keyed edge leads to a grouping, another comes from the engine.
  ///   - shape: how the elements are laid out; byte strings where nothing depends on it.
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
