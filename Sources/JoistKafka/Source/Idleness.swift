/// Decides whether a partition is idle, from the brokers' responses about its end. Times are in milliseconds.
///
/// A partition whose broker is unavailable is not idle: producers deliver their pending records later. A partition is idle
/// only if its broker has reported for some time, without a gap, that there is nothing more to read.
struct Idleness: Sendable, Equatable {
  /// How long a broker may take to respond.
  static let patience: Int64 = 5_000
  /// The interval between two requests.
  static let interval: Int64 = 1_000
  /// The longest time of a prompt response. A slower one may mean that the broker was briefly unavailable.
  private static let promptness: Int64 = 500
  /// How long the watermark does not move after a slow response; producers deliver pending records within about a second.
  private static let settling: Int64 = 2_000

  /// The offset after the last record that was read.
  let position: Int64
  /// When the first of the current series of equal responses was requested; nil before the first response.
  private var since: Int64?
  /// When the last request with a response was sent.
  private var lastAsked = Int64.min
  /// Whether the partition has records after the position that cannot be read because of an open transaction.
  private var hasMore = false
  /// A time before which no future record was made, except for `maxOutOfOrder`; nil until the partition is first idle.
  private(set) var reached: Int64?
  /// Until when the watermark does not move.
  private var settlesAt = Int64.min

  /// Starts without a response.
  init(position: Int64) { self.position = position }

  /// Handles a response.
  /// - Parameters:
  ///   - end: the partition's end, at or after the position.
  ///   - sent: when the request was sent.
  ///   - received: when the response came.
  mutating func answer(_ end: Int64, sent: Int64, received: Int64, by policy: WatermarkPolicy) {
    let wasUnanswered = since != nil && received - lastAsked >= Self.interval + Self.patience
    if since == nil || wasUnanswered || hasMore != (end > position) { since = sent }
    hasMore = end > position
    lastAsked = sent
    if received - sent > Self.promptness { settlesAt = received + Self.settling }
    if !hasMore, isLong(by: policy), sent >= settlesAt { reached = sent }
  }

  /// Whether an open transaction has blocked records for at least `idleAfter`, so that it must be reported.
  func isHeldBack(by policy: WatermarkPolicy) -> Bool { hasMore && isLong(by: policy) }

  /// Whether the partition is idle now: the brokers have reported for long enough that there is nothing to read, and still do.
  func isIdle(at now: Int64) -> Bool {
    reached != nil && !hasMore && now >= settlesAt && now - lastAsked < Self.interval + Self.patience
  }

  /// The time from the last response until the partition is idle, in milliseconds; nil: there was no response, or the partition
  /// has more records.
  func untilIdle(by policy: WatermarkPolicy) -> Int64? {
    hasMore ? nil : since.map { max(0, policy.idleAfter - (lastAsked - $0)) }
  }

  private func isLong(by policy: WatermarkPolicy) -> Bool { since.map { lastAsked - $0 >= policy.idleAfter } ?? false }
}
