import JoistPlan

/// The two watermarks of a stage, in milliseconds of event time. They never go back.
struct StageWatermarks: Sendable, Equatable {
  /// No earlier element will come in, unless it is late.
  var input = EventTime.min
  /// No earlier element will go out, unless it comes from late input.
  var output = EventTime.min

  /// Advances both.
  ///
  ///     input  = max(input,  min(output of every producer, hold of every block that waits or is in flight))
  ///     output = max(output, min(input, every hold of a residual or an unfired window))
  ///
  /// A pending time or hold after the end of the global window counts as that end, so that the global window does not
  /// fire before its last element has arrived.
  ///
  /// - Parameters:
  ///   - upstream: the smallest output watermark of the producers.
  ///   - pending: the smallest hold of blocks that wait or are in flight; nil if there are none.
  ///   - hold: the smallest hold of residuals and unfired windows; nil if there are none.
  mutating func advance(upstream: Int64, pending: Int64?, hold: Int64?) {
    input = max(input, min(upstream, Self.bound(pending)))
    output = max(output, min(input, Self.bound(hold)))
  }

  /// The latest watermark that a pending time or a hold allows.
  private static func bound(_ time: Int64?) -> Int64 {
    time.map { min($0, EventTime.endOfGlobalWindow) } ?? EventTime.max
  }
}

extension Window {
  /// Whether the watermark says that the window is complete.
  func isPassed(by watermark: Int64) -> Bool { Self.isPassed(maxTimestamp, by: watermark) }

  /// Whether the window no longer accepts elements.
  func isExpired(at watermark: Int64, allowedLateness: Int64) -> Bool {
    Self.isPassed(expiry(allowedLateness: allowedLateness), by: watermark)
  }

  /// Whether a watermark has passed a moment. At the end of time it has passed every moment.
  static func isPassed(_ moment: Int64, by watermark: Int64) -> Bool {
    watermark > moment || watermark >= EventTime.max
  }
}
