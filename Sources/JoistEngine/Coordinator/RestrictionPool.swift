import JoistPlan

/// An element-and-restriction that waits for a bundle.
struct PendingRestriction: Sendable {
  /// What the bundle is given.
  var restriction: Restriction
  /// The edge that it came on; nil: it is what a bundle left.
  var edge: Int?
  /// Whether its source comes to an end by itself.
  var isBounded: Bool
  /// Whether more input is waiting at its source.
  var hasBacklog: Bool
  /// Its place among those of equal watermark.
  var turn: UInt64 = 0
  /// The number of its last bundle among all bundles of restrictions; 0: it has had none.
  var lastReading: UInt64 = 0
  /// Whether its last bundle left its watermark where it was.
  var standsStill = false
  /// Whether it has waited for a moment or a token since its last bundle.
  var hasWaited = false
  /// Whether a bundle that it was given has failed.
  var hasFailed = false

  /// The lane that its outputs go to: its own, or that of the bundle that began it with others. So they stay in order.
  var outputLane: Int

  init(restriction: Restriction, edge: Int?, isBounded: Bool, hasBacklog: Bool) {
    self.restriction = restriction
    self.edge = edge
    self.isBounded = isBounded
    self.hasBacklog = hasBacklog
    outputLane = restriction.lane
  }

  /// Whether it may be one of several in a bundle: it comes to an end by itself, and no bundle has begun it. One that has
  /// failed is retried alone, since the next failure would repeat the others as well.
  var mayShare: Bool { isBounded && edge != nil && !hasFailed }
}

/// What waits at a splittable stage. Of those that may run, the one with the lowest watermark is first, so that few windows
/// are open; now and then it is the one that has waited longest (`Patience`).
struct RestrictionPool: Sendable {
  private struct Position: Comparable, Sendable {
    /// Watermark, or where it waits for a moment, that moment.
    var key: Int64
    var turn: UInt64
    var ticket: UInt64

    static func < (a: Position, b: Position) -> Bool {
      a.key != b.key ? a.key < b.key : a.turn != b.turn ? a.turn < b.turn : a.ticket < b.ticket
    }
  }

  private struct Waiting: Sendable {
    var pending: PendingRestriction
    /// Processing time at which it may run.
    var moment: Int64
    var token: UInt64?

    /// Whether it will run, or at least its source can see to that.
    var canWake: Bool { moment < Int64.max || token != nil }
  }

  private var ready = Heap<Position>()
  private var entries = Lookup<UInt64, PendingRestriction>()
  /// Those that wait for a moment or a token, by ticket.
  private var waiting = Lookup<UInt64, Waiting>()
  /// When they are due; tickets that were woken before are still in here.
  private var due = Heap<Position>()
  private var tokens = Lookup<UInt64, [UInt64]>()
  /// Tickets of unbounded restrictions that are ready, oldest first; those that were taken are still in here.
  private var arrivals = Heap<UInt64>()
  private var patience = Patience()
  /// Watermarks of those that wait and can wake.
  private var waitingWatermarks = CountedHeap()
  private var tickets: UInt64 = 0
  private var turns: UInt64 = 0

  /// How many wait for a moment or a token.
  var waitingCount: Int { waiting.count }

  /// How many may run now. `release` comes first.
  var readyCount: Int { entries.count }

  /// The one with the lowest watermark of those that may run, or nil.
  var lowest: PendingRestriction? {
    mutating get {
      while let first = ready.first {
        if let pending = entries[first.ticket] { return pending }
        _ = ready.pop()
      }
      return nil
    }
  }

  /// Its watermark; the end of time where none may run.
  var lowestWatermark: Int64 { mutating get { lowest?.restriction.watermark ?? EventTime.max } }

  /// The lowest watermark of those that wait for a moment or a token that can come, or nil.
  var lowestWaitingWatermark: Int64? { waitingWatermarks.minimum }

  /// When the next one becomes ready by itself, or nil. It may name a moment that a wake-up has made needless.
  var nextWakeUp: Int64? { due.first?.key }

  /// All that are in it, with their tickets and what they wait for: those that may run, then the others.
  var all: [(ticket: UInt64, pending: PendingRestriction, wait: PendingInput.Wait?)] {
    let ready = entries.ascending.compactMap { ticket in entries[ticket].map { (ticket, $0, PendingInput.Wait?.none) } }
    return ready
      + waiting.ascending.compactMap { ticket in
        waiting[ticket].map { (ticket, $0.pending, PendingInput.Wait(moment: $0.moment, token: $0.token)) }
      }
  }

  /// Adds one that may run at once.
  ///
  /// One that a bundle of bounded input left keeps its turn, so that what was begun is finished first, and so does a retry. Any
  /// other queues up after those of its watermark. So does a bounded one whose source had nothing at hand: the source has to
  /// fetch what it reads, and fetches for several while they take turns.
  /// - Parameter keepsTurn: false where its source had nothing at hand.
  /// - Returns: its ticket.
  @discardableResult
  mutating func push(_ pending: PendingRestriction, keepsTurn: Bool = true) -> UInt64 {
    tickets += 1
    enqueue(pending, tickets, keepsTurn: keepsTurn)
    return tickets
  }

  /// Adds one that waits until a moment of processing time, or until its token is signalled if that is earlier.
  /// - Returns: its ticket.
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

  /// Makes those ready whose moment has come.
  mutating func release(now: Int64) {
    while let first = due.first, first.key <= now || waiting[first.ticket] == nil {
      _ = due.pop()
      release(ticket: first.ticket)
    }
  }

  /// Makes those ready that wait for a token.
  /// - Returns: whether there were any.
  mutating func wake(_ token: UInt64) -> Bool {
    guard let woken = tokens[token] else { return false }
    for ticket in woken { release(ticket: ticket) }
    // Moments of those that were woken would pile up where every wait is long and every wake early.
    if due.count > 2 * waiting.count + 16 { due.keep { waiting[$0.ticket] != nil } }
    return true
  }

  /// Takes the one out that is to run next.
  mutating func take() -> PendingRestriction? {
    if patience.isExhausted, let longest = takeLongestWaiting() { return longest }
    guard let pending = takeLowest() else { return nil }
    patience.note(pending)
    return pending
  }

  /// Takes the one out that is to run next, where it may share a bundle.
  mutating func takeShared() -> PendingRestriction? { lowest?.mayShare == true ? takeLowest() : nil }

  /// Takes the one with the lowest watermark out.
  /// - Parameter skipping: how many of those that are ready to leave before it; for tests.
  mutating func takeLowest(skipping: Int = 0) -> PendingRestriction? {
    var skipped: [Position] = []
    defer { for position in skipped { ready.push(position) } }
    while let position = ready.pop() {
      if entries[position.ticket] == nil { continue }
      if skipped.count < skipping { skipped.append(position) } else { return entries.remove(position.ticket) }
    }
    return nil
  }

  /// Takes the unbounded one out that has waited longest. Those that end by themselves wait until it is their turn, so that
  /// what was begun is finished.
  private mutating func takeLongestWaiting() -> PendingRestriction? {
    patience = Patience()
    while let ticket = arrivals.pop() {
      if let pending = entries.remove(ticket) { return pending }
    }
    return nil
  }

  /// Takes one out again by its ticket; nil where it is gone already.
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
