/// Marks the elements of one input of a flatten with the name of that input.
///
/// An element may reach a flatten through several of its inputs, and would then have the same origin each time.
package final class Branch<T>: Receiver<T> {
  private let output: Receiver<T>
  private let origins: BranchOrigins

  /// - Parameters:
  ///   - name: the name of the input: the path of the step that makes it.
  ///   - output: the receiver of the flatten's output.
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

/// The origins of one input of a flatten: those of its elements, with the name of the input added.
package final class BranchOrigins: Origins {
  private let name: String
  /// The header of the batch that is being passed on.
  var input = Header(time: 0, context: 0)

  init(_ name: String) { self.name = name }

  package override func origin(of index: Int) -> String? { input.origin(at: index).map { "\($0) of \(name)" } }
}
