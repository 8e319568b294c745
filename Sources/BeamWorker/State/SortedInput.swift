import Beam
import JoistPlan

/// The elements of a key group that wait for the watermark, so that those of a key come in the order of their timestamps.
///
/// They are cells of a state that no function can declare, named by their times. A timer for each key and window holds
/// the watermark at the first of them and fires when it is due.
struct SortedInput {
  /// The index of the timers' family.
  let family: Int
  /// How much later than its timestamp an element may arrive, in milliseconds.
  let allowedLateness: Int64

  /// The name of the state.
  private static let state = "\u{0}sorted"

  /// An element that may be processed.
  struct Element {
    let time: Int64
    /// The encodings of its key and value.
    let record: [UInt8]
  }

  /// Whether the order of earlier elements no longer allows an element with a timestamp.
  func isPassed(_ time: Int64, by watermark: Int64) -> Bool { watermark > moment(time) || watermark >= EventTime.max }

  /// When the elements with a timestamp are released: when the watermark has passed this moment.
  private func moment(_ time: Int64) -> Int64 {
    let (sum, overflow) = time.addingReportingOverflow(allowedLateness)
    return overflow ? EventTime.endOfGlobalWindow : min(sum, EventTime.endOfGlobalWindow)
  }

  /// Keeps an element.
  func add(
    _ record: UnsafeRawBufferPointer, key: Span<UInt8>, at time: Int64, in window: Window, _ store: any StateStore
  ) throws {
    let prefix = StateCell.prefix(window, state: Self.state)
    let first = try firstTime(prefix, key, store)
    var cell = prefix
    StateCell.append(time, to: &cell)
    let last = try store.last(CellRange(prefix: cell), of: key)
    // Elements of one time keep their order.
    StateCell.append(last.map { StateCell.time(in: $0.cell, at: cell.count) + 1 } ?? 0, to: &cell)
    try store.write(Array(record), to: cell, of: key)
    if first.map({ time < $0 }) ?? true { set(time, key: key.withUnsafeBytes { Array($0) }, window, store) }
  }

  /// Takes the elements of a key and window that may be processed, in order.
  func take(_ key: [UInt8], in window: Window, at watermark: Int64, _ store: any StateStore) throws -> [Element] {
    let prefix = StateCell.prefix(window, state: Self.state)
    var taken: [Element] = []
    var cells: [[UInt8]] = []
    var next: Int64?
    try store.scan(CellRange(prefix: prefix), of: key.span) { cell, record in
      let time = StateCell.time(in: cell, at: prefix.count)
      guard isPassed(time, by: watermark) else {
        next = time
        return .stop
      }
      taken.append(Element(time: time, record: record))
      cells.append(cell)
      return .next
    }
    for cell in cells.reversed() { try store.remove(cell, of: key.span) }
    set(next, key: key, window, store)
    return taken
  }

  private func firstTime(_ prefix: [UInt8], _ key: Span<UInt8>, _ store: any StateStore) throws -> Int64? {
    var first: Int64?
    try store.scan(CellRange(prefix: prefix), of: key) { cell, _ in
      first = StateCell.time(in: cell, at: prefix.count)
      return .stop
    }
    return first
  }

  /// Sets the timer to release the elements with a timestamp; nil clears it.
  private func set(_ time: Int64?, key: [UInt8], _ window: Window, _ store: any StateStore) {
    let address = TimerAddress(family: family, tag: "", window: window, key: key)
    store.update([TimerUpdate(address: address, setting: time.map { TimerSetting(time: moment($0), hold: $0) })])
  }
}
