package import Rows

/// A step in the graph: what it is in the portable model, and how a worker makes it run.
package final class Node {
  /// What a step is.
  package enum Kind {
    /// One empty element, once.
    case impulse
    /// A function over elements.
    case parDo(Link)
    /// A function over elements whose work per element can be split.
    case splittable(SplittableLinks)
    /// Gives each element its windows; values and timestamps stay.
    case assignWindows(WindowFn)
    /// Groups by key and window.
    case groupByKey(GroupLinks)
    /// Groups and combines by key and window.
    case combinePerKey(CombineLinks)
    /// All elements of several collections.
    case flatten
    /// Cuts fusion and redistributes.
    case reshuffle
    /// Steps inside steps.
    case composite
  }

  /// Makes the step's receiver from those of its outputs, in the order of `outputs`.
  package typealias Link = (_ outputs: [AnyReceiver], _ scope: BundleScope) throws -> AnyReceiver

  package let id: Int
  package let step: Step
  package let kind: Kind
  /// Ids of the collections it reads.
  package let inputs: [Int]
  /// Its outputs: local name and id of the collection.
  package private(set) var outputs: [(name: String, collection: Int)]
  /// The composite around it; nil at the top.
  package let parent: Int?
  /// What the function's payload carries besides its path: the elements of a `create`.
  package let data: Bytes
  /// Into how many pieces its work can be split at most; nil where nobody knows before it runs.
  package let pieces: Int?
  /// How many bundles of one order may be under way at once, for a function over elements.
  package let pipelineDepth: Int?
  /// The steps within, for a composite.
  package fileprivate(set) var children: [Int] = []

  init(
    id: Int, step: Step, kind: Kind, inputs: [Int], outputs: [(name: String, collection: Int)], parent: Int?,
    data: Bytes = Bytes(), pieces: Int? = nil, pipelineDepth: Int? = nil
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
  }

  func add(child: Int) { children.append(child) }
  func add(output: String, collection: Int) { outputs.append((output, collection)) }
}

/// How a worker makes the write side of a grouping.
package struct GroupLinks {
  /// Makes the receiver that writes pairs to a keyed edge.
  package let write: (any KeyedSinks) throws -> AnyReceiver
  /// Words an encoded key for an error.
  package let keyText: (UnsafeRawBufferPointer) -> String
  /// Words the key at the front of an encoded element of the output, so that different keys have different words.
  package let keyOrigin: (UnsafeRawBufferPointer) -> String
}

/// How a worker makes the parts of a combine.
package struct CombineLinks {
  /// Makes the receiver that combines before the shuffle and writes to a keyed edge.
  package let write: (any KeyedSinks) throws -> AnyReceiver
  /// Makes the store of accumulators after the shuffle, through the worker's factory.
  package let store: (any CombineStoreFactory) -> Any
  /// The collection of keys with accumulators that the grouping emits.
  package let grouped: AnyCollection
  /// Makes the receiver that extracts the results.
  package let extract: Node.Link
  /// The accumulator's coder in the portable graph.
  package let accumulator: CoderSpec
  /// Words an encoded key for an error.
  package let keyText: (UnsafeRawBufferPointer) -> String
  /// Words the key at the front of an encoded element of the output, so that different keys have different words.
  package let keyOrigin: (UnsafeRawBufferPointer) -> String
}

/// Makes the receivers that write keyed edges: the worker's half, which knows how blocks are made.
package protocol KeyedSinks {
  func plain<Key, Value>(_ codec: KeyedCodec<Key, Value>) throws -> AnyReceiver
  func combining<Key, Function>(_ loops: CombineLoops<Key, Function>, step: Step) throws -> AnyReceiver
}

/// Makes stores of accumulators: the worker's half, which knows the engine's interface.
package protocol CombineStoreFactory {
  func make<Key, Function>(_ loops: CombineLoops<Key, Function>) -> Any
}

/// How a worker makes the parts of a splittable step.
package struct SplittableLinks {
  /// Pairs each element with its first restriction.
  package let pair: Node.Link
  /// Splits and sizes restrictions.
  package let split: Node.Link
  /// Processes; the receiver is a `RestrictionReceiver`.
  package let process: Node.Link
  /// The collections between the parts: element with restriction, and the same with its size.
  package let paired: AnyCollection
  package let sized: AnyCollection
  /// The restriction's coder in the portable graph.
  package let restriction: CoderSpec
  /// The coder of the watermark estimator's state.
  package let estimatorState: CoderSpec
  /// What the sizes of restrictions count; nil where that is not said.
  package let sizeUnit: SizeUnit?
  /// Whether its work comes to an end by itself.
  package let isBounded: Bool
}
