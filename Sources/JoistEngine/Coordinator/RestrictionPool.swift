import JoistPlan

/// A restriction that waits for a bundle.
struct PendingRestriction: Sendable {
  /// The encoded restriction and its element, with their watermark and lane.
  var restriction: Restriction
  /// The edge on which it came; nil if a bundle left it.
  var edge: Int?
  /// Whether its source is bounded.
  var isBounded: Bool
  /// Whether its source has more input ready.
  var hasBacklog: Bool
  /// Its order among restrictions with the same watermark; 0 before its first wait.
  var turn: UInt64 = 0
  /// The number of its last bundle among all bundles of restrictions; 0 if it has had none.
  var lastReading: UInt64 = 0
  /// Whether its last bundle did not advance its watermark.
  var standsStill = false
  /// Whether it has waited for a moment or a token since its last bundle.
  var hasWaited = false
  /// Whether a bundle that had it has failed.
  var hasFailed = false

  /// The lane of its outputs: its own, or that of the bundle that began it together with others, so that they stay in
  /// order.
  var outputLane: Int

  init(restriction: Restriction, edge: Int?, isBounded: Bool, hasBacklog: Bool) {
    self.restriction = restriction
    self.edge = edge
    self.isBounded = isBounded
    self.hasBacklog = hasBacklog
    outputLane = restriction.lane
  }

  /// Whether it may share a bundle: it is bounded, and no bundle has begun it. A failed one is retried alone, since
  /// another failure would repeat the others as well.
  var mayShare: Bool { isBounded && edge != nil && !hasFailed }
}

/// The restrictions that wait at a splittable stage. Of those that may run, the one with the lowest watermark is first,
/// so that few windows are open; now and then it is the one that has waited longest (`Patience`).
struct RestrictionPool: Sendable {
  private struct Position: Comparable, Sendable {
    /// The watermark, or the moment for which it waits.
    var key: Int64
    var turn: UInt64
    var ticket: UInt64

    static func < (a: Position, b: Position) -> Bool {
      a.key != b.key ? a.key < b.key : a.turn != b.turn ? a.turn < b.turn : a.ticket < b.ticket
    }
  }

  private struct Waiting: Sendable {
    var pending: PendingRestriction
    /// The processing time at which it may run.
    var moment: Int64
    var token: UInt64?

    /// Whether a moment or a token can wake it.
    var canWake: Bool { moment < Int64.max || token != nil }
  }

  private var ready = Heap<Position>()
  private var entries = Lookup<UInt64, PendingRestriction>()
  /// Restrictions that wait for a moment or a token, by ticket.
  private var waiting = Lookup<UInt64, Waiting>()
  /// The moments of `waiting`. Tickets that were woken early stay here until they surface.
  private var due = Heap<Position>()
  private var tokens = Lookup<UInt64, [UInt64]>()
  /// Tickets of ready unbounded restrictions, oldest first. Tickets that were taken stay here until they surface.
  private var arrivals = Heap<UInt64>()
  private var patience = Patience()
  /// The watermarks of those in `waiting` that can wake.
  private var waitingWatermarks = CountedHeap()
  private var tickets: UInt64 = 0
  private var turns: UInt64 = 0

  /// The number of restrictions that wait for a moment or a token.
  var waitingCount: Int { waiting.count }

  /// The number of restrictions that may run now. Call `release` first.
  var readyCount: Int { entries.count }

  /// The restriction with the lowest watermark of those that may run; nil if there is none.
  var lowest: PendingRestriction? {
    mutating get {
      while let first = ready.first {
        if let pending = entries[first.ticket] { return pending }
        _ = ready.pop()
      }
      return nil
    }
  }

  /// The watermark of `lowest`; the end of time if there is none.
  var lowestWatermark: Int64 { mutating get { lowest?.restriction.watermark ?? EventTime.max } }

  /// The lowest watermark of restrictions that wait and can wake; nil if there is none.
  var lowestWaitingWatermark: Int64? { waitingWatermarks.minimum }

  /// The processing time at which the next restriction becomes ready by itself; nil if none does. It may be the moment
  /// of one that was woken already.
  var nextWakeUp: Int64? { due.first?.key }

  /// All restrictions with their tickets and what they wait for: those that may run, then the others.
  var all: [(ticket: UInt64, pending: PendingRestriction, wait: PendingInput.Wait?)] {
    let ready = entries.ascending.compactMap { ticket in entries[ticket].map { (ticket, $0, PendingInput.Wait?.none) } }
    return ready
      + waiting.ascending.compactMap { ticket in
        waiting[ticket].map { (ticket, $0.pending, PendingInput.Wait(moment: $0.moment, token: $0.token)) }
      }
  }

  /// Adds a restriction that may run at once.
  ///
  /// A bounded restriction that a bundle left keeps its turn, so that what was begun is finished first, and so does a
  /// retry. Any other restriction goes after all that have the same watermark. That includes a bounded one whose source
  /// had nothing ready: sources fetch for several restrictions while these take turns.
  /// - Parameter keepsTurn: false if its source had nothing ready.
  /// - Returns: its ticket, for `remove`.
  @discardableResult
  mutating func push(_ pending: PendingRestriction, keepsTurn: Bool = true) -> UInt64 {
    tickets += 1
    enqueue(pending, tickets, keepsTurn: keepsTurn)
    return tickets
  }

  /// Adds a restriction that waits until a moment of processing time, or until its token is signalled if that is
  /// earlier.
  /// - Returns: its ticket, for `remove`.
  @discardableResult
  mutating func push(_ pending: PendingRestriction, until moment: Int64, token: UInt64?) -> UInt64 {
    tickets += 1
    let entry = Waiting(pending: pending, moment: moment, token: token)
    waiting[tickets] = entry
    if entry.canWake { waitingWatermarks.add(pending.restriction.watermark) }
    due.push(Position(key: moment, turn: 0, ticket: tickets))
    if let token { tokens[token] = (tokens[token] ?? []) + [tickets] }
    return tickets
  }

  /// Makes ready the restrictions whose moment has come.
  mutating func release(now: Int64) {
    while let first = due.first, first.key <= now || waiting[first.ticket] == nil {
      _ = due.pop()
      release(ticket: first.ticket)
    }
  }

  /// Makes ready the restrictions that wait for a token.
  /// - Returns: whether there were any.
  mutating func wake(_ token: UInt64) -> Bool {
    guard let woken = tokens[token] else { return false }
    for ticket in woken { release(ticket: ticket) }
    // Otherwise stale moments would pile up where waits are long and wake-ups early.
    if due.count > 2 * waiting.count + 16 { due.keep { waiting[$0.ticket] != nil } }
    return true
  }

  /// Takes the restriction that runs next.
  mutating func take() -> PendingRestriction? {
    if patience.isExhausted, let longest = takeLongestWaiting() { return longest }
    guard let pending = takeLowest() else { return nil }
    patience.note(pending)
    return pending
  }

  /// Takes the restriction that runs next, if it may share a bundle.
  mutating func takeShared() -> PendingRestriction? { lowest?.mayShare == true ? takeLowest() : nil }

  /// Takes the restriction with the lowest watermark.
  /// - Parameter skipping: the number of ready restrictions to pass over, for tests.
  mutating func takeLowest(skipping: Int = 0) -> PendingRestriction? {
    var skipped: [Position] = []
    defer { for position in skipped { ready.push(position) } }
    while let position = ready.pop() {
      if entries[position.ticket] == nil { continue }
      if skipped.count < skipping { skipped.append(position) } else { return entries.remove(position.ticket) }
    }
    return nil
  }

  /// Takes the unbounded restriction that has waited longest. Bounded ones wait for their turn, so that what was begun
  /// is finished.
  private mutating func takeLongestWaiting() -> PendingRestriction? {
    patience = Patience()
    while let ticket = arrivals.pop() {
      if let pending = entries.remove(ticket) { return pending }
    }
    return nil
  }

  /// Takes a restriction by its ticket; nil if it has left.
  mutating func remove(_ ticket: UInt64) -> PendingRestriction? {
    if let pending = entries.remove(ticket) { return pending }
    return stopWaiting(ticket)
  }

  private mutating func release(ticket: UInt64) {
    guard var pending = stopWaiting(ticket) else { return }
    pending.hasWaited = true
    enqueue(pending, ticket, keepsTurn: pending.hasFailed)
  }

  private mutating func stopWaiting(_ ticket: UInt64) -> PendingRestriction? {
    guard let entry = waiting.remove(ticket) else { return nil }
    if entry.canWake { waitingWatermarks.remove(entry.pending.restriction.watermark) }
    if let token = entry.token {
      let others = (tokens[token] ?? []).filter { $0 != ticket }
      tokens[token] = others.isEmpty ? nil : others
    }
    return entry.pending
  }

  private mutating func enqueue(_ pending: PendingRestriction, _ ticket: UInt64, keepsTurn: Bool) {
    var pending = pending
    if pending.turn == 0 || !pending.isBounded || !keepsTurn {
      turns += 1
      pending.turn = turns
    }
    entries[ticket] = pending
    if !pending.isBounded {
      arrivals.push(ticket)
      if arrivals.count > 2 * entries.count + 16 { arrivals.keep { entries[$0] != nil } }
    }
    ready.push(Position(key: pending.restriction.watermark, turn: pending.turn, ticket: ticket))
  }
}
