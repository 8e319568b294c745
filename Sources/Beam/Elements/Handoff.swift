/// Where batches leave the SDK's module: a worker's end of a stage, which makes blocks of them.
package protocol BatchTaker<Element>: AnyObject {
  associatedtype Element
  /// Called before the first batch of a bundle.
  func start()
  /// Takes a batch: it owns the values, whether it returns or throws; the memory stays the sender's.
  func take(_ values: UnsafeMutablePointer<Element>, _ count: Int, _ header: Header) throws
  /// Called when the bundle failed.
  func abort()
}

/// The receiver in front of a taker.
package final class Handoff<Taker: BatchTaker>: Receiver<Taker.Element> {
  private let batches: Taker

  package init(to taker: Taker) {
    batches = taker
    super.init(of: Taker.Element.self)
  }

  package override var taker: AnyObject? { batches }

  package override func start() throws {
    try super.start()
    batches.start()
  }

  package override func take(_ values: UnsafeMutablePointer<Taker.Element>, _ count: Int, _ header: Header) throws {
    let outer = enter(count)
    defer { leave(to: outer) }
    try batches.take(values, count, header)
  }

  package override func abort() { batches.abort() }
}
