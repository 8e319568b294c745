/// Takes the batches that leave a stage. The worker implements it, to write them into blocks.
package protocol BatchSink<Element>: AnyObject {
  associatedtype Element
  /// Called before the first batch of a bundle.
  func start()
  /// Takes a batch. The sink owns the values, whether it returns or throws; the memory stays the sender's.
  func take(_ values: UnsafeMutablePointer<Element>, _ count: Int, _ header: Header) throws
  /// Called when the bundle has failed.
  func abort()
}

/// Passes batches on to a sink.
package final class SinkReceiver<Target: BatchSink>: Receiver<Target.Element> {
  private let target: Target

  package init(to target: Target) {
    self.target = target
    super.init(of: Target.Element.self)
  }

  package override var sink: AnyObject? { target }

  package override func start() throws {
    try super.start()
    target.start()
  }

  package override func take(_ values: UnsafeMutablePointer<Target.Element>, _ count: Int, _ header: Header) throws {
    let outer = enter(count)
    defer { leave(to: outer) }
    try target.take(values, count, header)
  }

  package override func abort() { target.abort() }
}
