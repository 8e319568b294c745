public import Rows

/// What a `DoFn` can use during a call: outputs, the element's metadata, settlement. It cannot be stored beyond the call; the
/// compiler refuses that.
public struct Context<Output>: ~Escapable {
  // SAFETY: the outlet of the operator that calls the function owns the emitter, and is alive during the call. The context is
  // not escapable, so it does not outlive the call.
  @usableFromInline let emitter: UnsafeMutablePointer<Emitter<Output>>
  @usableFromInline let bundle: BundleScope

  @_lifetime(immortal)
  @usableFromInline init(_ emitter: UnsafeMutablePointer<Emitter<Output>>, _ bundle: BundleScope) {
    self.emitter = emitter
    self.bundle = bundle
  }

  /// Emits to the main output, with the timestamp and windows of the current element.
  @inlinable @inline(__always) public func emit(_ value: consuming Output) { emitter.pointee.emit(value) }

  /// Emits to the main output with a timestamp of its own, in the windows of the current element. The same timestamps are valid
  /// as for ``PCollection/withTimestamps(_:_:file:line:)``.
  @inlinable @inline(__always) public func emit(_ value: consuming Output, at timestamp: Timestamp) {
    emitter.pointee.emit(value, atMilliseconds: timestamp.milliseconds)
  }

  /// Emits to an extra output that the function declares as a property.
  @inlinable @inline(__always) public func emit<Extra>(_ value: consuming Extra, to tag: OutputTag<Extra>) {
    tag.cell.emit(value, index: emitter.pointee.index)
  }

  /// The timestamp of the current element.
  public var timestamp: Timestamp {
    let outlet = emitter.pointee.outlet
    return Timestamp(milliseconds: outlet.header.time(at: Int(emitter.pointee.index)))
  }

  /// The windows of the current element, in ascending order.
  public var windows: [IntervalWindow] {
    let outlet = emitter.pointee.outlet
    return bundle.contexts[outlet.header.context(at: Int(emitter.pointee.index))].windows
  }

  /// The window of the current element; the first one if it is in several. A ``StatefulDoFn`` is called for one at a time.
  public var window: IntervalWindow { windows[0] }

  /// The pane of the current element.
  public var pane: PaneInfo {
    let outlet = emitter.pointee.outlet
    return bundle.contexts[outlet.header.context(at: Int(emitter.pointee.index))].pane
  }

  /// The path of the step that the function runs in.
  var stepPath: String { emitter.pointee.outlet.step?.path ?? "" }

  /// Processing time, from the runner's clock. In tests the clock moves only when the test moves it, or when nothing else is
  /// left to do.
  public var processingTime: Timestamp { Timestamp(milliseconds: bundle.control.processingTime) }

  /// Passes what has been emitted to the next steps of the stage, which otherwise get it in batches.
  func flush() {
    if emitter.pointee.count > 0 { emitter.pointee.outlet.drain(&emitter.pointee) }
  }

  /// Blocks the thread until a processing time, in milliseconds since the Unix epoch.
  func wait(until time: Int64) throws { try bundle.control.wait(until: time) }

  /// Whether the bundle's result is no longer needed. A function that waits for something must then throw `BundleAbandoned`.
  package var isAbandoned: Bool { bundle.control.isAbandoned }

  /// Delays the commit of the bundle until an asynchronous operation completes: a delivery to a broker, a call in flight.
  ///
  /// No thread waits for it. Call it in `finishBundle`; then call `succeed` or `fail` on the result, once, from any thread. The
  /// function must declare a `pipelineDepth`.
  /// - Parameter bytes: the memory that the operation holds until it completes. New bundles wait while such memory exceeds the
  ///   job's limit.
  public func settle(bytes: Int = 0) -> Settlement.Completion {
    bundle.settlement.begin(
      bytes: bytes, of: emitter.pointee.outlet.step, refusal: emitter.pointee.outlet.refusalToSettle)
  }

  /// Adds an action that runs after the bundle is committed, and not if the bundle fails: for example, to acknowledge a message
  /// or publish an offset. A crash after the commit may lose it.
  public func afterCommit(_ action: @escaping @Sendable () -> Void) { bundle.afterCommit.append(action) }
}
