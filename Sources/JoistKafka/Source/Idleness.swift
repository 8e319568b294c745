/// What the brokers have answered about the end of a partition whose records have all been read. Times are in milliseconds.
///
/// A partition whose broker is away is not idle: producers deliver later what they could not deliver in the meantime. So a
/// partition is idle only if its broker has answered for some time, without a break, that there is nothing to read.
struct Idleness: Sendable, Equatable {
  /// How long the brokers have for an answer.
  static let patience: Int64 = 5_000
  /// How often they are asked.
  static let interval: Int64 = 1_000
  /// An answer that takes longer may follow a short absence of the broker.
  private static let promptness: Int64 = 500
  /// For how long the watermark stands after such an answer: producers deliver what they have kept within a second or so.
  private static let settling: Int64 = 2_000

  /// The offset after the last record that was read.
  let position: Int64
  /// When the first question was sent whose answer was the same as all since.
  private var since: Int64?
  /// When the last question was sent that was answered.
  private var lastAsked = Int64.min
  /// Whether the partition has records at the position all the same: those of a transaction that is open, and all after
  /// them.
  private var hasMore = false
  /// The time that no record to come was made before, but for disorder; nil while the partition is not idle.
  private(set) var reached: Int64?
  /// Until when the watermark stands.
  private var settlesAt = Int64.min

  /// No answer yet.
  init(position: Int64) { self.position = position }

  /// Takes an answer.
  /// - Parameters:
  ///   - end: the partition's end, which is not before the position.
  ///   - sent: when the question was sent.
  ///   - received: when its answer came.
  mutating func answer(_ end: Int64, sent: Int64, received: Int64, by policy: WatermarkPolicy) {
    let wasUnanswered = since != nil && received - lastAsked >= Self.interval + Self.patience
    if since == nil || wasUnanswered || hasMore != (end > position) { since = sent }
    hasMore = end > position
    lastAsked = sent
    if received - sent > Self.promptness { settlesAt = received + Self.settling }
    if !hasMore, isLong(by: policy), sent >= settlesAt { reached = sent }
  }

  /// Whether a transaction that is open has kept records back for so long that one should know of it: it holds the
  /// watermark.
  func isHeldBack(by policy: WatermarkPolicy) -> Bool { hasMore && isLong(by: policy) }

  /// Whether the partition is idle now: the brokers have answered for long enough that there is nothing to read, and still do.
  func isIdle(at now: Int64) -> Bool {
    reached != nil && !hasMore && now >= settlesAt && now - lastAsked < Self.interval + Self.patience
  }

  private func isLong(by policy: WatermarkPolicy) -> Bool { since.map { lastAsked - $0 >= policy.idleAfter } ?? false }
}
