package import Rows

/// A step in the graph: its kind in the portable model, and how a worker links it.
package final class Node {
  /// What a step is.
  package enum Kind {
    /// Emits one empty element.
    case impulse
    /// Emits what a script says.
    case testStream(TestScript)
    /// A function over elements.
    case parDo(Link)
    /// A function over pairs that keeps state and timers.
    case stateful(StatefulLinks)
    /// A splittable function over elements.
    case splittable(SplittableLinks)
    /// Assigns windows to elements; values and timestamps do not change.
    case assignWindows(WindowFn)
    /// Groups by key and window.
    case groupByKey(GroupLinks)
    /// Groups and combines by key and window.
    case combinePerKey(CombineLinks)
    /// Merges several collections.
    case flatten
    /// Breaks fusion and redistributes the elements.
    case reshuffle
    /// Contains other steps.
    case composite
  }

  /// Creates the step's receiver from the receivers of its outputs, which are in the order of `Node.outputs`.
  package typealias Link = (_ outputs: [AnyReceiver], _ scope: BundleScope) throws -> AnyReceiver

  /// The index among the graph's nodes.
  package let id: Int
  package let step: Step
  package let kind: Kind
  /// The ids of the collections that the step reads.
  package let inputs: [Int]
  /// The step's outputs, each with its local name and the id of its collection.
  package private(set) var outputs: [(name: String, collection: Int)]
  /// The id of the enclosing composite; nil at the top level.
  package let parent: Int?
  /// What the function's payload carries besides its path: the elements of a `create`; empty for other steps.
  package let data: Bytes
  /// The most pieces that the step's work can be split into; nil if that is not known before it runs.
  package let pieces: Int?
  /// The function's `DoFn.pipelineDepth`; nil for other kinds of steps and for functions that do not settle.
  package let pipelineDepth: Int?
  /// The function's `DoFn.requiresStableInput`; false for other kinds of steps.
  package let requiresStableInput: Bool
  /// The ids of the steps in a composite; empty for other steps.
  package fileprivate(set) var children: [Int] = []

  init(
    id: Int, step: Step, kind: Kind, inputs: [Int], outputs: [(name: String, collection: Int)], parent: Int?,
    data: Bytes = Bytes(), pieces: Int? = nil, pipelineDepth: Int? = nil, requiresStableInput: Bool = false
  ) {
    self.id = id
    self.step = step
    self.kind = kind
    self.inputs = inputs
    self.outputs = outputs
    self.parent = parent
    self.data = data
    self.pieces = pieces
    self.pipelineDepth = pipelineDepth
    self.requiresStableInput = requiresStableInput
  }

  func add(child: Int) { children.append(child) }
  func add(output: String, collection: Int) { outputs.append((output, collection)) }
}

/// How a worker links the write side of a grouping.
package struct GroupLinks {
  /// Creates the receiver that writes pairs to a keyed edge.
  package let write: (any KeyedSinks) throws -> AnyReceiver
  /// Formats an encoded key for an error.
  package let keyText: (UnsafeRawBufferPointer) -> String
  /// Formats the key at the front of an encoded element of the output, as an origin. Different keys have different texts.
  package let keyOrigin: (UnsafeRawBufferPointer) -> String
}

/// How a worker links a stateful function.
package struct StatefulLinks {
  /// What the function declares.
  package let spec: StatefulSpec
  /// Creates the receiver that writes pairs to the keyed edge before the step.
  package let write: (any KeyedSinks) throws -> AnyReceiver
  /// Creates the step's receiver, which is a `KeyedReceiver`.
  package let process: Node.Link
}

/// How a worker links the parts of a combine.
package struct CombineLinks {
  /// Creates the receiver that combines before the shuffle and writes to a keyed edge.
  package let write: (any KeyedSinks) throws -> AnyReceiver
  /// Creates the store of accumulators after the shuffle, through the worker's factory.
  package let store: (any CombineStoreFactory) -> Any
  /// The keys with their accumulators, as the grouping emits them.
  package let grouped: AnyCollection
  /// Creates the receiver that extracts the results.
  package let extract: Node.Link
  /// The accumulator's coder in the portable graph.
  package let accumulator: CoderSpec
  /// Formats an encoded key for an error.
  package let keyText: (UnsafeRawBufferPointer) -> String
  /// Formats the key at the front of an encoded element of the output, as an origin. Different keys have different texts.
  package let keyOrigin: (UnsafeRawBufferPointer) -> String
}

/// Creates the receivers that write to keyed edges. The worker implements it, since it knows how blocks are written.
package protocol KeyedSinks {
  func plain<Key, Value>(_ codec: KeyedCodec<Key, Value>) throws -> AnyReceiver
  func combining<Key, Function>(_ loops: CombineLoops<Key, Function>, step: Step) throws -> AnyReceiver
}

/// Creates stores of accumulators. The worker implements it, since it knows the engine's interface.
package protocol CombineStoreFactory {
  func make<Key, Function>(_ loops: CombineLoops<Key, Function>) -> Any
}

/// How a worker links the parts of a splittable step.
package struct SplittableLinks {
  /// Pairs each element with its first restriction.
  package let pair: Node.Link
  /// Splits and sizes restrictions.
  package let split: Node.Link
  /// Processes restrictions; the receiver is a `RestrictionReceiver`.
  package let process: Node.Link
  /// The elements paired with restrictions.
  package let paired: AnyCollection
  /// The pairs with the sizes of their restrictions.
  package let sized: AnyCollection
  /// The restriction's coder in the portable graph.
  package let restriction: CoderSpec
  /// The coder of the watermark estimator's state.
  package let estimatorState: CoderSpec
  /// The unit of restrictions' sizes; nil if the function names none.
  package let sizeUnit: SizeUnit?
  /// Whether the function's work is finite.
  package let isBounded: Bool
}
