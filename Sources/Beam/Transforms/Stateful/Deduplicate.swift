public import Rows

/// Which time counts for a delay.
public enum TimeDomain: Sendable {
  /// The timestamps of elements: the delay has passed when the watermark has.
  case eventTime
  /// The clock: the delay has passed when as much time has.
  case processingTime
}

extension PCollection where Element: StreamKey {
  /// Drops elements that equal one that came not long ago, per window. The first of them is emitted at once.
  ///
  /// ```swift
  /// let ids = visits.map { $0.id }.deduplicate(within: .minutes(10))
  /// ```
  /// What ``distinct(_:file:line:)`` keeps until the end of the window, this keeps for a time, so it suits the global window
  /// of an unbounded collection.
  ///
  /// It is Beam's Deduplicate.
  /// - Parameters:
  ///   - duration: how long an element is remembered after it came. Equal elements do not prolong it.
  ///   - domain: which time counts. With event time, an element is remembered from its timestamp on, in its window.
  @inlinable @inline(__always)
  public func deduplicate(
    _ name: String? = nil, within duration: Duration = .minutes(10), in domain: TimeDomain = .processingTime,
    file: StaticString = #fileID, line: UInt = #line
  ) -> PCollection<Element> {
    composite(name, verb: "Deduplicate", file: file, line: line) { elements in
      elements.map("Key") { KV($0, true) }.dropRepeats(within: duration, in: domain).map("Element") { $0.key }
    }
  }
}

extension PCollection {
  /// Drops elements whose key equals that of one that came not long ago, per window. The first of them is emitted at once.
  ///
  /// ```swift
  /// let firstOfUser = visits.deduplicate(by: \.id, within: .hours(1))
  /// ```
  /// - Parameters:
  ///   - key: returns what elements are compared by.
  ///   - duration: how long a key is remembered after its element came. Further elements do not prolong it.
  ///   - domain: which time counts. With event time, a key is remembered from the element's timestamp on, in its window.
  @inlinable @inline(__always)
  public func deduplicate<Key: StreamKey>(
    _ name: String? = nil, by key: @escaping @Sendable (Element) throws -> Key,
    within duration: Duration = .minutes(10), in domain: TimeDomain = .processingTime, file: StaticString = #fileID,
    line: UInt = #line
  ) -> PCollection<Element> where Element: Streamable {
    composite(name, verb: "Deduplicate", file: file, line: line) { elements in
      elements.map("Key") { KV(try key($0), $0) }.dropRepeats(within: duration, in: domain).map("Element") { $0.value }
    }
  }

  /// Emits the first pair of each key, and then none until the time has passed.
  @usableFromInline func dropRepeats<Key: StreamKey, Value: Streamable>(
    within duration: Duration, in domain: TimeDomain
  ) -> PCollection<Element> where Element == KV<Key, Value> {
    if duration <= .zero {
      graph.refuseInComposite("elements cannot be remembered for \(duration); give a duration above zero")
    }
    switch domain {
    case .eventTime: return parDo("Drop", RememberInEventTime<Key, Value>(duration: duration)).main
    case .processingTime: return parDo("Drop", RememberInProcessingTime<Key, Value>(duration: duration)).main
    }
  }
}

/// Emits the first pair of a key, until the watermark has passed its timestamp by a duration.
private struct RememberInEventTime<Key: StreamKey, Value: Streamable>: StatefulDoFn {
  @ValueState var isKnown = false
  @EventTimer var forget
  let duration: Duration

  func process(_ pair: KV<Key, Value>, in context: Context<KV<Key, Value>>) {
    if isKnown { return }
    isKnown = true
    let end = context.timestamp + duration
    // With its window it is forgotten in any case.
    if end <= context.window.maxTimestamp { forget.set(end, output: .max) }
    context.emit(pair)
  }

  func onTimer(_ timer: FiredTimer, key: Key, in context: Context<KV<Key, Value>>) { isKnown = false }
}

/// Emits the first pair of a key, until a duration has passed on the clock.
private struct RememberInProcessingTime<Key: StreamKey, Value: Streamable>: StatefulDoFn {
  @ValueState var isKnown = false
  @ProcessingTimer var forget
  let duration: Duration

  func process(_ pair: KV<Key, Value>, in context: Context<KV<Key, Value>>) {
    if isKnown { return }
    isKnown = true
    forget.set(after: duration, output: .max)
    context.emit(pair)
  }

  func onTimer(_ timer: FiredTimer, key: Key, in context: Context<KV<Key, Value>>) { isKnown = false }
}
