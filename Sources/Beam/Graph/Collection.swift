package import Rows

/// A collection in the graph, without its element type.
package class AnyCollection {
  /// The index among the graph's collections.
  package let id: Int
  package let traits: CollectionTraits
  /// The coder of the elements.
  package let spec: CoderSpec

  init(id: Int, traits: CollectionTraits, spec: CoderSpec) {
    self.id = id
    self.traits = traits
    self.spec = spec
  }

  /// Calls a visitor with the codec of the collection's element type.
  package func accept<V: CollectionVisitor>(_ visitor: V) throws -> V.Result {
    preconditionFailure("AnyCollection is abstract; create a Collection")
  }
}

/// Code that needs the element type of a collection.
package protocol CollectionVisitor {
  associatedtype Result
  func visit<Element>(_ codec: Codec<Element>, _ collection: AnyCollection) throws -> Result
}

/// A collection in the graph, with its element type.
final class Collection<Element>: AnyCollection {
  let codec: Codec<Element>

  init(id: Int, traits: CollectionTraits, codec: Codec<Element>) {
    self.codec = codec
    super.init(id: id, traits: traits, spec: codec.spec)
  }

  override func accept<V: CollectionVisitor>(_ visitor: V) throws -> V.Result { try visitor.visit(codec, self) }
}

extension AnyReceiver {
  /// Returns this receiver as one that takes elements of a type.
  /// - Throws: `LinkError` if it takes another type: the stage was linked wrongly.
  package func taking<T>(_ type: T.Type) throws -> Receiver<T> {
    guard let receiver = self as? Receiver<T> else {
      throw LinkError(message: "a step that takes \(T.self) was linked with \(Swift.type(of: self))")
    }
    return receiver
  }
}

/// The bundle descriptor does not match the program's graph.
package struct LinkError: Error, CustomStringConvertible {
  package let message: String
  package init(message: String) { self.message = message }
  package var description: String { message }
}
