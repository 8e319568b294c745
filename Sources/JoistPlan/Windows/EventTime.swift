/// Event time in the engine: milliseconds since the Unix epoch, in Beam's range.
///
/// Source: Beam's `beam:constants` (MIN_TIMESTAMP_MILLIS, MAX_TIMESTAMP_MILLIS, GLOBAL_WINDOW_MAX_TIMESTAMP_MILLIS).
public enum EventTime {
  /// The beginning of time: where every watermark starts.
  public static let min: Int64 = -9_223_372_036_854_775
  /// The end of time. A watermark with this value says that no more elements will come.
  public static let max: Int64 = 9_223_372_036_854_775
  /// The last moment of the global window, one day before the end of time.
  public static let endOfGlobalWindow: Int64 = max - 86_400_000
}
