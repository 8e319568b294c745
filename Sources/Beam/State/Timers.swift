public import Rows

/// A timer for each key and window that fires when the watermark has passed a time: when all elements up to that time have
/// arrived, except late ones. A ``StatefulDoFn`` declares it as a property.
///
/// ```swift
/// struct EndVisit: StatefulDoFn {
///   @EventTimer var end
///   func process(_ visit: KV<String, Visit>, in context: Context<String>) {
///     end.set(context.timestamp + .minutes(30))
///   }
///   func onTimer(_ timer: FiredTimer, key: String, in context: Context<String>) { context.emit("\(key) has left") }
/// }
/// ```
/// Setting a timer again replaces its time. A time that has passed already fires in the same bundle, after its elements.
@propertyWrapper
public struct EventTimer {
  let cell = TimerCell(.eventTime)

  /// Creates a timer that is not set.
  public init() {}

  /// The timer itself.
  public var wrappedValue: EventTimer { self }
  /// Identifies the timer in `onTimer`.
  public var projectedValue: TimerID { TimerID(name: cell.name) }

  /// Sets the timer of the current key and window.
  ///
  /// It holds the watermark of the step's output at its output timestamp until it fires, so that its results are not late.
  /// - Parameters:
  ///   - time: when it fires. Later than the expiry of the window is an error.
  ///   - output: the timestamp of results; by default `time`, or the timestamp of the current element if `time` has passed. With `Timestamp.max` the watermark does not wait for the timer;
  ///     its results have the last timestamp of the window, and may be late.
  public func set(_ time: Timestamp, output: Timestamp? = nil) {
    cell.set(time.milliseconds, hold: output?.milliseconds)
  }

  /// Clears the timer of the current key and window, if it is set.
  public func clear() { cell.clear() }
}

/// A timer for each key and window that fires at a processing time. A ``StatefulDoFn`` declares it as a property.
///
/// When the input has ended, timers that are still set fire at once.
@propertyWrapper
public struct ProcessingTimer {
  let cell = TimerCell(.processingTime)

  /// Creates a timer that is not set.
  public init() {}

  /// The timer itself.
  public var wrappedValue: ProcessingTimer { self }
  /// Identifies the timer in `onTimer`.
  public var projectedValue: TimerID { TimerID(name: cell.name) }

  /// Sets the timer of the current key and window to a time from now.
  /// - Parameters:
  ///   - delay: how long it waits.
  ///   - output: the timestamp of results, at which the watermark waits for the timer; by default that of the current element.
  ///     With `Timestamp.max` the watermark does not wait; results have the last timestamp of the window, and may be late.
  public func set(after delay: Duration, output: Timestamp? = nil) {
    let now = Timestamp(milliseconds: cell.scope?.processingTime ?? 0)
    cell.set((now + delay).milliseconds, hold: output?.milliseconds)
  }

  /// Sets the timer of the current key and window to a processing time.
  /// - Parameters:
  ///   - time: when it fires.
  ///   - output: as for ``set(after:output:)``.
  public func set(_ time: Timestamp, output: Timestamp? = nil) {
    cell.set(time.milliseconds, hold: output?.milliseconds)
  }

  /// Clears the timer of the current key and window, if it is set.
  public func clear() { cell.clear() }
}

/// A family of event-time timers for each key and window, told apart by tags that are made up as needed.
///
/// ```swift
/// struct EndPages: StatefulDoFn {
///   @EventTimers var timeouts
///   func process(_ visit: KV<String, Visit>, in context: Context<String>) {
///     timeouts.set(visit.value.httpRequest, at: context.timestamp + .hours(1))
///   }
///   func onTimer(_ timer: FiredTimer, key: String, in context: Context<String>) {
///     context.emit("\(key) has left \(timer.tag)")
///   }
/// }
/// ```
@propertyWrapper
public struct EventTimers {
  let cell = TimerCell(.eventTime)

  /// Creates a family without timers.
  public init() {}

  /// The family itself.
  public var wrappedValue: EventTimers { self }
  /// Identifies the family in `onTimer`.
  public var projectedValue: TimerID { TimerID(name: cell.name) }

  /// Sets a timer of the current key and window; see ``EventTimer/set(_:output:)``.
  public func set(_ tag: String, at time: Timestamp, output: Timestamp? = nil) {
    cell.set(time.milliseconds, hold: output?.milliseconds, tag: tag)
  }

  /// Clears a timer of the current key and window, if it is set.
  public func clear(_ tag: String) { cell.clear(tag: tag) }
}

/// A family of processing-time timers for each key and window, told apart by tags that are made up as needed.
@propertyWrapper
public struct ProcessingTimers {
  let cell = TimerCell(.processingTime)

  /// Creates a family without timers.
  public init() {}

  /// The family itself.
  public var wrappedValue: ProcessingTimers { self }
  /// Identifies the family in `onTimer`.
  public var projectedValue: TimerID { TimerID(name: cell.name) }

  /// Sets a timer of the current key and window to a time from now; see ``ProcessingTimer/set(after:output:)``.
  public func set(_ tag: String, after delay: Duration, output: Timestamp? = nil) {
    let now = Timestamp(milliseconds: cell.scope?.processingTime ?? 0)
    cell.set((now + delay).milliseconds, hold: output?.milliseconds, tag: tag)
  }

  /// Clears a timer of the current key and window, if it is set.
  public func clear(_ tag: String) { cell.clear(tag: tag) }
}

/// Calls a ``StatefulDoFn`` for each key of a window when the window expires: its last chance to use the state. Declared as a
/// property, it arrives as a timer.
///
/// ```swift
/// struct CollectPages: StatefulDoFn {
///   @SetState<String> var pages
///   @WindowExpiration var closing
///   func process(_ visit: KV<String, Visit>, in context: Context<[String]>) throws {
///     try pages.insert(visit.value.httpRequest)
///   }
///   func onTimer(_ timer: FiredTimer, key: String, in context: Context<[String]>) throws {
///     context.emit(try pages.read())
///   }
/// }
/// ```
/// It is called for every key that had an element in the window. The watermark of the step's output waits for it at the end of
/// the window.
@propertyWrapper
public struct WindowExpiration {
  let cell = TimerCell(.expiration)

  /// Creates the declaration.
  public init() {}

  /// Identifies the call in `onTimer`.
  public var wrappedValue: TimerID { TimerID(name: cell.name) }
  /// Identifies the call in `onTimer`.
  public var projectedValue: TimerID { TimerID(name: cell.name) }
}
