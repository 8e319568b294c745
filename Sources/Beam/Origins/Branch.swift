/// One of several collections on its way into a flatten: what one element has become on each of the ways has the same place, and
/// the way is what tells it apart.
package final class Branch<T>: Receiver<T> {
  private let output: Receiver<T>
  private let origins: BranchOrigins

  /// Marks what goes to a receiver with the name of where it comes from.
  package init(_ name: String, to output: Receiver<T>) {
    self.output = output
    origins = BranchOrigins(name)
    super.init(of: T.self)
  }

  package override func take(_ values: UnsafeMutablePointer<T>, _ count: Int, _ header: Header) throws {
    elementsIn += count
    var out = header
    if header.origins != nil {
      origins.input = header
      out.origins = origins
      out.originOffset = 0
    }
    try output.take(values, count, out)
  }
}

/// The origins of what goes one way: as they are, with the way's name.
package final class BranchOrigins: Origins {
  private let name: String
  var input = Header(time: 0, context: 0)

  init(_ name: String) { self.name = name }

  package override func origin(of index: Int) -> String? { input.origin(at: index).map { "\($0) of \(name)" } }
}
