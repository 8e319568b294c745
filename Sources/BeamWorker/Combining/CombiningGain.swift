/// Decides from samples whether combining before the shuffle is worth it: where 10,000 pairs become fewer by a fifth.
///
/// Where they do not, but keys come again more and more often, as keys at random do, it looks on. Of 100,000 keys at random 5 %
/// come again in the first 10,000 pairs, and half by the time that the table is full.
struct CombiningGain {
  /// What a look finds.
  enum Finding: Equatable {
    /// Too early to say; look again after this many more pairs.
    case later(pairs: Int)
    case isWorthIt
    case isNotWorthIt
  }

  private enum Phase {
    case half
    case whole(repeatsOfHalf: Int)
    case trial(added: Int, repeats: Int)
  }

  private var phase = Phase.half

  /// Pairs before the first look.
  static var untilFirstLook: Int { 5_000 }
  /// The share of pairs whose key came before from which on combining is worth it.
  private static var worthwhile: Double { 0.2 }
  /// The share that must be in sight when the table is full.
  private static var promising: Double { 0.5 }
  /// Repeats in the second half of a sample that are no accident.
  private static var fewest: Int { 100 }

  /// Looks at what has been combined since the last decision.
  /// - Parameters:
  ///   - seen: the pairs, and the keys that came of them.
  ///   - room: the keys that the table takes.
  mutating func look(at seen: (added: Int, keys: Int), room: Int) -> Finding {
    let repeats = seen.added - seen.keys
    switch phase {
    case .half:
      phase = .whole(repeatsOfHalf: repeats)
      return .later(pairs: Self.untilFirstLook)
    case .whole(let before):
      if Self.share(repeats, of: seen.added) >= Self.worthwhile { return decide(true) }
      let second = repeats - before
      // Among keys at random the share grows with their number; that of the second half is the share at three quarters.
      let inSight = Self.share(second, of: seen.added / 2) * Double(room) / (Double(seen.added) * 0.75)
      guard second >= max(2 * before, Self.fewest), inSight >= Self.promising else { return decide(false) }
      phase = .trial(added: seen.added, repeats: repeats)
      return .later(pairs: 3 * seen.added)
    case .trial(let added, let before):
      return decide(Self.share(repeats - before, of: seen.added - added) >= Self.worthwhile)
    }
  }

  /// Decides by what a table held that is flushed; nil: it took too few pairs, and the sample goes on with the next one.
  mutating func end(_ held: (added: Int, keys: Int)) -> Finding? {
    guard held.added >= 2 * Self.untilFirstLook else { return nil }
    return decide(Self.share(held.added - held.keys, of: held.added) >= Self.worthwhile)
  }

  private mutating func decide(_ isWorthIt: Bool) -> Finding {
    phase = .half
    return isWorthIt ? .isWorthIt : .isNotWorthIt
  }

  private static func share(_ part: Int, of whole: Int) -> Double { Double(part) / Double(max(whole, 1)) }
}
