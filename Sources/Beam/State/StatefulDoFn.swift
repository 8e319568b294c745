public import Rows

/// An element with a key, as a ``StatefulDoFn`` takes it: a ``KV``.
public protocol KeyedElement: Streamable {
  /// The type of the key.
  associatedtype Key: StreamKey
  /// The type of the value.
  associatedtype Value: Streamable
}

extension KV: KeyedElement where Key: StreamKey, Value: Streamable {}

/// A ``DoFn`` over pairs that keeps state and timers for each key and window, declared as properties.
///
/// ```swift
/// /// Emits the number of a user's visits when none has come for ten minutes.
/// struct CountSession: StatefulDoFn {
///   @ValueState var visits = 0
///   @EventTimer var end
///
///   func process(_ visit: KV<String, Visit>, in context: Context<KV<String, Int>>) {
///     visits += 1
///     end.set(context.timestamp + .minutes(10))
///   }
///
///   func onTimer(_ timer: FiredTimer, key: String, in context: Context<KV<String, Int>>) {
///     context.emit(KV(key, visits))
///     visits = 0
///   }
/// }
/// ```
/// The state of a key in a window is only seen by calls for that key and window, of which one runs at a time; keys run in
/// parallel. It is removed when the window expires: at its end, plus the allowed lateness. In the global window that is the end
/// of the input, so clear there what is no longer needed.
///
/// States are ``ValueState``, ``BagState``, ``SetState``, ``MapState``, ``MultimapState``, ``OrderedListState`` and
/// ``CombiningState``; timers ``EventTimer``, ``ProcessingTimer``, their families ``EventTimers`` and ``ProcessingTimers``, and
/// ``WindowExpiration``. The names of the properties identify states and timers, and the name of the type is the step's name.
public protocol StatefulDoFn<Input, Output>: DoFn where Input: KeyedElement {
  /// Whether the elements of a key and window come in the order of their timestamps. False by default.
  ///
  /// If so, an element waits until the watermark has passed its timestamp by the allowed lateness. One that comes later than that
  /// is dropped, and counted as late. Elements lose their pane.
  ///
  /// It is Beam's RequiresTimeSortedInput.
  static var requiresTimeSortedInput: Bool { get }

  /// Called when a timer fires. Compare it with the timers' projected values: `case $end:`.
  ///
  /// The element's timestamp is then the timer's output timestamp, at which results are emitted.
  mutating func onTimer(_ timer: FiredTimer, key: Input.Key, in context: Context<Output>) throws
}

extension StatefulDoFn {
  /// False: the elements of a key come in the order in which they arrive.
  @inlinable public static var requiresTimeSortedInput: Bool { false }

  /// Throws: a function that declares timers must have this method.
  @inlinable public mutating func onTimer(_ timer: FiredTimer, key: Input.Key, in context: Context<Output>) throws {
    throw UnhandledTimer(timer: timer.name, type: "\(Self.self)")
  }
}

/// A timer that has fired.
public struct FiredTimer: Sendable, Hashable {
  /// The name of the property that declares the timer.
  public let name: String
  /// Its tag, if it belongs to a family of timers; else empty.
  public let tag: String
  /// The time for which it was set, in its time domain.
  public let time: Timestamp

  package init(name: String, tag: String, time: Timestamp) {
    self.name = name
    self.tag = tag
    self.time = time
  }
}

/// Identifies a timer of a function, or a family of timers: the projected value of its property, such as `$end`.
public struct TimerID: Sendable, Hashable {
  /// The name of the property.
  public let name: String

  /// Whether a timer that has fired is this one, or one of this family.
  public static func ~= (pattern: TimerID, timer: FiredTimer) -> Bool { pattern.name == timer.name }
}

/// A timer fired, and its function has no `onTimer`.
public struct UnhandledTimer: Error, CustomStringConvertible {
  let timer: String
  let type: String

  @usableFromInline init(timer: String, type: String) {
    self.timer = timer
    self.type = type
  }

  /// What is missing.
  public var description: String { "the timer \(timer) fired, but \(type) has no onTimer(_:key:in:)" }
}
