/// What the graph knows about a collection besides its element type.
package struct CollectionTraits: Sendable {
  /// How the elements are windowed.
  package var windowing: WindowingStrategy
  /// Whether the collection is finite.
  package var isBounded: Bool

  /// The traits of a grouping's output.
  var afterGrouping: CollectionTraits {
    CollectionTraits(windowing: windowing.afterGrouping, isBounded: isBounded)
  }

  package init(windowing: WindowingStrategy, isBounded: Bool) {
    self.windowing = windowing
    self.isBounded = isBounded
  }
}
