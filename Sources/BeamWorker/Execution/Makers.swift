import Beam

/// Creates the receiver of a collection for its readers: one that discards, the only reader, or a fan-out.
struct Joiner: CollectionVisitor {
  let targets: [AnyReceiver]

  func visit<Element>(_ codec: Codec<Element>, _ collection: AnyCollection) throws -> AnyReceiver {
    switch targets.count {
    case 0: return DiscardingReceiver<Element>(of: Element.self)
    case 1: return targets[0]
    default: return FanOut(try targets.map { try $0.taking(Element.self) })
    }
  }
}

/// Creates the source that decodes a collection's blocks.
struct SourceMaker: CollectionVisitor {
  let step: Step
  /// Formats the key of an encoded element; nil if the elements are not a grouping's output.
  let describeKey: ((UnsafeRawBufferPointer) -> String)?
  let head: AnyReceiver

  func visit<Element>(_ codec: Codec<Element>, _ collection: AnyCollection) throws -> any Source {
    ElementSource(
      codec: codec, step: step, origins: BlockOrigins(describeKey: describeKey), output: try head.taking(Element.self))
  }
}

/// Creates the sink that encodes a collection.
struct SinkMaker: CollectionVisitor {
  let scope: BundleScope

  func visit<Element>(_ codec: Codec<Element>, _ collection: AnyCollection) throws -> AnyReceiver {
    SinkReceiver(to: ElementSink(codec: codec, scope: scope))
  }
}

/// Creates the sinks of keyed edges.
struct KeyedSinkMaker: KeyedSinks {
  let scope: BundleScope
  /// Whether values may be combined before the shuffle.
  let combines: Bool
  /// Whether the reader needs the timestamp of each element.
  let keepsTimes: Bool

  func plain<Key, Value>(_ codec: KeyedCodec<Key, Value>) throws -> AnyReceiver {
    SinkReceiver(to: KeyedSink(codec: codec, scope: scope, keepsTimes: keepsTimes))
  }

  func combining<Key, Function>(_ loops: CombineLoops<Key, Function>, step: Step) throws -> AnyReceiver {
    SinkReceiver(to: CombiningSink(loops: loops, step: step, scope: scope, combines: combines, keepsTimes: keepsTimes))
  }
}

/// Wraps a receiver in a `Branch`.
struct BranchWrapper: ReceiverWrapper {
  let name: String

  func wrap<T>(_ receiver: Receiver<T>) -> AnyReceiver { Branch(name, to: receiver) }
}

/// Wraps a receiver in one that counts the elements.
struct CountingWrapper: ReceiverWrapper {
  func wrap<T>(_ receiver: Receiver<T>) -> AnyReceiver { FanOut([receiver]) }
}
