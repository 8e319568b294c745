/// The state of the keys of one key group, for the bundle that has it. The engine implements it.
///
/// A value has a key and a cell, as in `StateCell`. What the bundle writes is visible to it at once, and becomes
/// permanent when the bundle is committed. Only the thread that runs the bundle calls the store. Every call throws if a
/// disk fails.
public protocol StateStore: AnyObject, Sendable {
  /// Called before everything else in a bundle.
  func prepare() throws

  /// Reads a cell.
  /// - Returns: the value; nil if there is none.
  func read(_ cell: Span<UInt8>, of key: Span<UInt8>) throws -> [UInt8]?

  /// Writes a cell, replacing its value.
  func write(_ value: [UInt8], to cell: [UInt8], of key: Span<UInt8>) throws

  /// Removes a cell if it exists.
  func remove(_ cell: [UInt8], of key: Span<UInt8>) throws

  /// Visits the cells of one key in a range, in ascending order.
  /// - Parameter body: receives each cell with its value, and returns whether to continue. It must not call the store.
  func scan(
    _ range: CellRange, of key: Span<UInt8>, _ body: (_ cell: [UInt8], _ value: [UInt8]) throws -> ScanStep) throws

  /// Returns the last cell of a key in a range, with its value; nil if there is none.
  func last(_ range: CellRange, of key: Span<UInt8>) throws -> (cell: [UInt8], value: [UInt8])?

  /// Notes that a key has had an element in a window, so that the key's state there is removed when the window expires.
  /// Needed for every window but the global one, and for that too if the step is called when windows expire.
  func enter(_ window: Window, key: Span<UInt8>) throws

  /// Sets and clears timers, in order. A timer that has fired is cleared.
  func update(_ timers: [TimerUpdate])

  /// Removes the state of keys whose window has expired, after the step has been called for them. The keys are the first
  /// ones of those that were due, in their order.
  func expire(_ keys: [[UInt8]], of window: Window) throws

  /// Called last in a bundle. Removes the state of expired windows if the step is not called for them.
  /// - Parameter isComplete: whether all timers that were due have fired.
  func finish(isComplete: Bool) throws
}
