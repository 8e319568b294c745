import JoistPlan

/// The two watermarks of a stage, in milliseconds of event time. They never go back.
struct StageWatermarks: Sendable, Equatable {
  /// Nothing earlier than this will come in, but what is late.
  var input = EventTime.min
  /// Nothing earlier than this will go out, but what comes from late input.
  var output = EventTime.min

  /// Moves both on.
  ///
  ///     input  = max(input,  min(output of every producer, hold of every block that waits or is in flight))
  ///     output = max(output, min(input, every hold of a residual or an unfired window))
  ///
  /// A pending time or a hold after the end of the global window counts as that end: the global window does not fire before
  /// the element is in it.
  ///
  /// - Parameters:
  ///   - upstream: the smallest output watermark of the producers.
  ///   - pending: the smallest hold of blocks that wait or are in flight, or nil.
  ///   - hold: the smallest hold of residuals and unfired windows, or nil.
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

  /// Whether nothing is accepted for the window any more.
  func isExpired(at watermark: Int64, allowedLateness: Int64) -> Bool {
    Self.isPassed(expiry(allowedLateness: allowedLateness), by: watermark)
  }

  /// Whether a watermark is past a moment: at the end of time it is past every moment.
  static func isPassed(_ moment: Int64, by watermark: Int64) -> Bool {
    watermark > moment || watermark >= EventTime.max
  }
}
