/// What the graph knows of a collection besides its type.
package struct CollectionTraits: Sendable {
  /// How its elements are windowed, and how a grouping of it fires.
  package var windowing: WindowingStrategy
  /// Whether it comes to an end by itself.
  package var isBounded: Bool

  package init(windowing: WindowingStrategy, isBounded: Bool) {
    self.windowing = windowing
    self.isBounded = isBounded
  }
}
