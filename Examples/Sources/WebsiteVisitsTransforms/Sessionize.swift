public import Joist
public import WebsiteVisitsDomain

/// A visitor's stay: visits that follow each other without a long pause.
@Row public struct Session: Sendable, Equatable {
  /// The visitor's id.
  public var id: String
  /// The time of the first visit.
  public var first: Timestamp
  /// The time of the last visit.
  public var last: Timestamp
  /// The number of visits.
  public var visits: Int
  /// The sizes of all responses together, in bytes.
  public var bytes: Int

  /// A session with all fields.
  public init(id: String, first: Timestamp, last: Timestamp, visits: Int, bytes: Int) {
    (self.id, self.first, self.last) = (id, first, last)
    (self.visits, self.bytes) = (visits, bytes)
  }
}

extension PCollection<EventLog> {
  /// Emits each visitor's sessions, once the watermark says that no visit of them is missing.
  /// - Parameter gap: the pause that ends a session.
  public func sessionize(gap: Duration = .minutes(30)) -> PCollection<Session> {
    keyed("KeyByVisitor", by: \.id).parDo(Sessionize(gap: gap))
  }
}

/// Keeps the visits of open sessions by time, since they come in any order.
struct Sessionize: StatefulDoFn {
  @OrderedListState<Int> var sizes
  /// When the timer is set to; nil if there is no open session.
  @ValueState var due: Timestamp? = nil
  @EventTimer var end
  let gap: Duration

  init(gap: Duration) { self.gap = gap }

  func process(_ visit: KV<String, EventLog>, in context: Context<Session>) {
    let time = Timestamp(milliseconds: visit.value.eventTS)
    sizes.append(visit.value.fileSizeBytes, at: time)
    if let due, due <= time + gap { return }
    wake(at: time + gap)
  }

  func onTimer(_ timer: FiredTimer, key: String, in context: Context<Session>) throws {
    var session: Session?
    for (time, bytes) in try sizes.read() {
      if let open = session, time < open.last + gap {
        session = Session(id: key, first: open.first, last: time, visits: open.visits + 1, bytes: open.bytes + bytes)
        continue
      }
      if let open = session {
        // The first session is followed by another one.
        guard finish(open, timer, context) else { return }
      }
      session = Session(id: key, first: time, last: time, visits: 1, bytes: bytes)
    }
    if let session, !finish(session, timer, context) { return }
    due = nil
  }

  /// Emits a session that has ended.
  /// - Returns: false if it may go on; the timer is set to its end then.
  private func finish(_ session: Session, _ timer: FiredTimer, _ context: borrowing Context<Session>) -> Bool {
    let end = session.last + gap
    if end > timer.time {
      wake(at: end)
      return false
    }
    context.emit(session)
    sizes.clear(in: session.first..<end)
    return true
  }

  private func wake(at time: Timestamp) {
    due = time
    end.set(time)
  }
}
