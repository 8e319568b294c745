import Rows

/// Makes a sequence of visits that depends only on the settings and the times.
struct VisitGenerator: Sendable {
  let settings: VisitSettings
  private var random: SplitMix64
  private var visitors: [Visitor] = []
  /// The last records, for duplicates to repeat; a ring of `mostRecent`.
  private var recent: [GeneratedRecord] = []
  /// The index in `recent` that is overwritten next.
  private var nextRecent = 0

  /// With more visitors than this, each visitor is made again for each visit, to save memory.
  private static let mostVisitorsKept = 20_000
  /// A duplicate repeats one of this many previous records.
  private static let mostRecent = 64

  init(_ settings: VisitSettings) {
    self.settings = settings
    random = SplitMix64(seed: settings.seed)
    if settings.userCount <= Self.mostVisitorsKept {
      visitors = (0..<settings.userCount).map { Visitor(number: $0, seed: settings.seed) }
    }
  }

  /// The next record, for a visit at the given time.
  mutating func next(at now: Timestamp) -> GeneratedRecord {
    if random.isTrue(share: settings.duplicateShare), !recent.isEmpty {
      var record = random.one(of: recent)
      record.kind = .duplicate
      return record
    }
    let record = makeRecord(at: now)
    remember(record)
    return record
  }

  private mutating func makeRecord(at now: Timestamp) -> GeneratedRecord {
    let isLate = random.isTrue(share: settings.lateShare)
    let time = isLate ? now.advanced(byMilliseconds: Int64(-random.from(1...max(1, settings.latenessMillis)))) : now
    let visit = makeVisit(at: time)
    let id = visit.visitor.id
    if random.isTrue(share: settings.malformedShare) {
      let damage = random.one(of: Damage.allCases)
      return GeneratedRecord(kind: .malformed, key: id, value: damage.record(of: visit), time: time)
    }
    return GeneratedRecord(kind: isLate ? .late : .valid, key: id, value: visit.json(), time: time)
  }

  private mutating func makeVisit(at time: Timestamp) -> WebsiteVisit {
    let visitor = makeVisitor()
    let request = WebRequest.make(&random)
    let (lat, lng) = (visitor.home.lat + random.from(-50...50), visitor.home.lng + random.from(-50...50))
    guard random.isTrue(share: settings.emptyShare) else {
      return WebsiteVisit(visitor: visitor, request: request, lat: lat, lng: lng, time: time)
    }
    let missing = random.below(4)
    return WebsiteVisit(
      visitor: visitor, request: request, lat: missing == 0 ? lat : nil, lng: missing == 1 ? lng : nil, time: time)
  }

  /// Picks a visitor; a few visit often, most seldom.
  private mutating func makeVisitor() -> Visitor {
    let number = Int(Double(settings.userCount) * random.unit() * random.unit().squareRoot())
    return visitors.isEmpty ? Visitor(number: number, seed: settings.seed) : visitors[number]
  }

  private mutating func remember(_ record: GeneratedRecord) {
    guard settings.duplicateShare > 0 else { return }
    if recent.count < Self.mostRecent {
      recent.append(record)
    } else {
      recent[nextRecent] = record
      nextRecent = (nextRecent + 1) % Self.mostRecent
    }
  }
}
