/// One of several collections on its way into a flatten: what one element has become on each of the ways has the same place, and
/// the way is what tells it apart.
package final class Branch<T>: Receiver<T> {
  private let output: Receiver<T>
  private let places: BranchPlaces

  /// Marks what goes to a receiver with the name of where it comes from.
  package init(_ name: String, to output: Receiver<T>) {
    self.output = output
    places = BranchPlaces(name)
    super.init(of: T.self)
  }

  package override func take(_ values: UnsafeMutablePointer<T>, _ count: Int, _ header: Header) throws {
    elementsIn += count
    var out = header
    if header.places != nil {
      places.input = header
      out.places = places
      out.firstPlace = 0
    }
    try output.take(values, count, out)
  }
}

/// The places of what goes one way: as they are, with the way's name.
package final class BranchPlaces: Places {
  private let name: String
  var input = Header(time: 0, context: 0)

  init(_ name: String) { self.name = name }

  package override func place(of index: Int) -> String? { input.place(at: index).map { "\($0) of \(name)" } }
}
