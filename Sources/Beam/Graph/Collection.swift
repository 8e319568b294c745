package import Rows

/// A collection as the graph keeps it, whatever its type.
package class AnyCollection {
  package let id: Int
  package let traits: CollectionTraits
  package let spec: CoderSpec

  init(id: Int, traits: CollectionTraits, spec: CoderSpec) {
    self.id = id
    self.traits = traits
    self.spec = spec
  }

  /// Calls a visitor with the collection's type and loops.
  package func accept<V: CollectionVisitor>(_ visitor: V) throws -> V.Result {
    preconditionFailure("AnyCollection is abstract")
  }
}

/// Does something that needs a collection's type.
package protocol CollectionVisitor {
  associatedtype Result
  func visit<Element>(_ codec: Codec<Element>, _ collection: AnyCollection) throws -> Result
}

/// A collection with its type.
final class Collection<Element>: AnyCollection {
  let codec: Codec<Element>

  init(id: Int, traits: CollectionTraits, codec: Codec<Element>) {
    self.codec = codec
    super.init(id: id, traits: traits, spec: codec.spec)
  }

  override func accept<V: CollectionVisitor>(_ visitor: V) throws -> V.Result { try visitor.visit(codec, self) }
}

extension AnyReceiver {
  /// The receiver, if it takes that type; else the graph was linked wrongly.
  package func taking<T>(_ type: T.Type) throws -> Receiver<T> {
    guard let receiver = self as? Receiver<T> else {
      throw LinkError(message: "a step that takes \(T.self) was linked with \(Swift.type(of: self))")
    }
    return receiver
  }
}

/// A bundle descriptor that does not fit the program's graph.
package struct LinkError: Error, CustomStringConvertible {
  package let message: String
  package init(message: String) { self.message = message }
  package var description: String { message }
}
