import Rows

/// The key and window for which a stateful function is called. The function's states and timers share it.
@usableFromInline
package final class KeyScope {
  // SAFETY: `@exclusivity(unchecked)`: one thread at a time uses an executor, and each access reads or writes a whole value.
  /// The slot of the current key and window; -1 outside of calls that have a key.
  @exclusivity(unchecked) @usableFromInline var slot = -1
  /// Whether the function is being called since a window expires.
  @exclusivity(unchecked) var isExpiring = false
  /// Whether `fault` is set.
  @exclusivity(unchecked) @usableFromInline var hasFault = false
  /// The slots of the current key group.
  package let slots = KeySlots()
  /// Holds the state of the current key group; nil between bundles.
  @exclusivity(unchecked) private var backend: (any StateBackend)?
  /// The input watermark of the bundle, in milliseconds.
  @exclusivity(unchecked) private var inputWatermark = Timestamp.min.milliseconds
  /// How long after the end of a window its state is kept, in milliseconds.
  let allowedLateness: Int64
  /// The timestamp of the current element or timer, in milliseconds; set by the operator.
  var currentTime: () -> Int64 = { 0 }
  /// The bundle's state.
  private let bundle: BundleScope
  /// The window that was last asked for, with its number.
  @exclusivity(unchecked) private var lastWindow: (number: UInt32, window: IntervalWindow)?
  /// The first error of a state in the current call.
  @exclusivity(unchecked) private var fault: (any Error)?

  /// - Parameter allowedLateness: how long after the end of a window its state is kept, in milliseconds.
  init(_ bundle: BundleScope, allowedLateness: Int64) {
    self.bundle = bundle
    self.allowedLateness = allowedLateness
  }

  /// Begins a key group.
  func begin(_ backend: any StateBackend) {
    self.backend = backend
    inputWatermark = bundle.control.inputWatermark
  }

  /// The current processing time, in milliseconds.
  var processingTime: Int64 { bundle.control.processingTime }

  /// Whether the input watermark has passed a moment. At the end of time it has passed every moment.
  func isPassed(_ moment: Int64) -> Bool { inputWatermark > moment || inputWatermark >= Timestamp.max.milliseconds }

  /// The moment after which a window accepts nothing.
  package func expiry(of window: IntervalWindow) -> Int64 {
    let end = window.maxTimestamp.milliseconds
    let latest = Swift.max(Timestamp.endOfGlobalWindow.milliseconds, end)
    let (sum, overflow) = end.addingReportingOverflow(allowedLateness)
    return overflow ? latest : Swift.min(sum, latest)
  }

  /// Whether a window no longer accepts elements.
  package func isExpired(_ window: IntervalWindow) -> Bool { isPassed(expiry(of: window)) }

  /// Notes an error of a state, which cannot throw it itself. The current call fails with it.
  @usableFromInline func fail(_ error: any Error) {
    if fault == nil { fault = error }
    hasFault = true
  }

  /// Throws the error of a state, if there is one.
  @usableFromInline func rethrow() throws {
    guard let fault else { return }
    self.fault = nil
    hasFault = false
    throw fault
  }

  /// Forgets the state's error and the current key.
  func reset() {
    fault = nil
    hasFault = false
    slot = -1
    isExpiring = false
    backend = nil
    lastWindow = nil
    slots.removeAll()
  }

  /// Calls a function with the current key's encoding.
  @usableFromInline func withCurrentKey<Answer>(_ body: (UnsafeRawBufferPointer) throws -> Answer) throws -> Answer {
    try body(slots.key(slot))
  }

  /// The window of a slot.
  func window(_ slot: Int) -> IntervalWindow {
    let number = slots.window(slot)
    if let lastWindow, lastWindow.number == number { return lastWindow.window }
    let window = bundle.contexts[number].windows[0]
    lastWindow = (number, window)
    return window
  }

  /// The key and window of a slot, and where its state is.
  func place(_ slot: Int) throws -> (backend: any StateBackend, key: StateKey) {
    guard slot >= 0, let backend else { throw StateOutsideOfCall() }
    return (backend, StateKey(key: slots.key(slot), window: window(slot), number: slots.window(slot)))
  }
}

/// State or a timer was used where there is no key.
public struct StateOutsideOfCall: Error, CustomStringConvertible {
  init() {}

  /// Where state and timers can be used.
  public var description: String {
    "state and timers belong to a key: use them in process and onTimer, not in setUp, startBundle or finishBundle"
  }
}
