/// What the graph knows about a collection besides its element type.
package struct CollectionTraits: Sendable {
  /// How the elements are windowed.
  package var windowing: WindowingStrategy
  /// Whether the collection is finite.
  package var isBounded: Bool

  package init(windowing: WindowingStrategy, isBounded: Bool) {
    self.windowing = windowing
    self.isBounded = isBounded
  }
}
