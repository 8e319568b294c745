/// Counts the elements of an unbounded collection that get a much earlier timestamp than the source gave them. The watermark follows the
/// source, so they can be late; the job's status says so.
struct MovedBackTimestamps: Sendable {
  /// Elements that are moved back by less are usually covered by the source's `maxOutOfOrder`.
  private static let noticeable: Int64 = 60_000

  private static let text =
    "a timestamp a minute or more before the source's; the watermark follows the source, so elements can be late: "
    + "give the source the event time"

  private let counter: ConnectorCounter

  init(_ report: ConnectorReport) {
    counter = report.counter(
      "timestampsMovedBack", "elements got \(Self.text)", one: "element got \(Self.text)")
  }

  /// Counts the elements of a batch.
  /// - Parameter times: the new timestamps, in milliseconds.
  func count(_ times: UnsafeMutablePointer<Int64>, _ count: Int, of header: Header) {
    var moved = 0
    for index in 0..<count where header.time(at: index) &- times[index] >= Self.noticeable { moved &+= 1 }
    if moved > 0 { counter.add(moved) }
  }
}
