public import Rows

/// What a `DoFn` knows and may do while it is called. It cannot be kept: storing it does not compile.
public struct Context<Output>: ~Escapable {
  @usableFromInline let emitter: UnsafeMutablePointer<Emitter<Output>>
  @usableFromInline let bundle: BundleScope

  @_lifetime(immortal)
  @usableFromInline init(_ emitter: UnsafeMutablePointer<Emitter<Output>>, _ bundle: BundleScope) {
    self.emitter = emitter
    self.bundle = bundle
  }

  /// Emits to the main output, with the timestamp and windows of the element at hand.
  @inlinable @inline(__always) public func emit(_ value: consuming Output) { emitter.pointee.emit(value) }

  /// Emits to the main output with a timestamp of its own, in the windows of the element at hand. The timestamp may be what
  /// ``PCollection/withTimestamps(_:_:file:line:)`` takes.
  @inlinable @inline(__always) public func emit(_ value: consuming Output, at timestamp: Timestamp) {
    emitter.pointee.emit(value, atMilliseconds: timestamp.milliseconds)
  }

  /// Emits to an extra output that the function declares as a property.
  @inlinable @inline(__always) public func emit<Extra>(_ value: consuming Extra, to tag: OutputTag<Extra>) {
    tag.cell.emit(value, index: emitter.pointee.index)
  }

  /// The timestamp of the element at hand.
  public var timestamp: Timestamp {
    let outlet = emitter.pointee.outlet
    return Timestamp(milliseconds: outlet.header.time(at: Int(emitter.pointee.index)))
  }

  /// The windows of the element at hand, in ascending order.
  public var windows: [IntervalWindow] {
    let outlet = emitter.pointee.outlet
    return bundle.contexts[outlet.header.context(at: Int(emitter.pointee.index))].windows
  }

  /// The firing that the element at hand came with.
  public var pane: PaneInfo {
    let outlet = emitter.pointee.outlet
    return bundle.contexts[outlet.header.context(at: Int(emitter.pointee.index))].pane
  }

  /// The step that the function runs in: its scopes and name.
  var stepPath: String { emitter.pointee.outlet.step?.path ?? "" }

  /// Whether nobody waits for the bundle any more: a function that waits for something throws `BundleAbandoned` then.
  package var isAbandoned: Bool { bundle.control.isAbandoned }

  /// Keeps the bundle from being committed until something outstanding is done: a delivery at a broker, a call in flight.
  ///
  /// No thread waits for it. Call it in `finishBundle`, then call `succeed` or `fail` on the result, once, from any thread.
  /// The function must say by its `pipelineDepth` that it settles.
  /// - Parameter bytes: the memory that is held until it is done: new bundles wait where it is too much in all.
  public func settle(bytes: Int = 0) -> Settlement.Completion {
    bundle.settlement.begin(
      bytes: bytes, of: emitter.pointee.outlet.step, refusal: emitter.pointee.outlet.refusalToSettle)
  }

  /// Has something done once the bundle is committed, and not at all where it fails: a message acknowledged, an offset
  /// published. It may be lost in a crash; it must not throw.
  public func afterCommit(_ action: @escaping @Sendable () -> Void) { bundle.afterCommit.append(action) }
}
