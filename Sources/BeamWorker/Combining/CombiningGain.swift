/// Decides from samples whether combining before the shuffle pays off: whether it reduces 10,000 pairs by at least a fifth.
///
/// If it does not, but keys repeat more and more often, as random keys do, the sample is extended. Of 100,000 random keys, 5 %
/// repeat within the first 10,000 pairs, and half by the time the table is full.
struct CombiningGain {
  /// The outcome of a look at the pairs so far.
  enum Finding: Equatable {
    /// It is too early to decide. Look again after this many more pairs.
    case later(pairs: Int)
    /// Combining pays off.
    case isWorthIt
    /// Combining does not pay off.
    case isNotWorthIt
  }

  private enum Phase {
    /// Before the first look, after half of the sample.
    case half
    /// Before the second look, after the whole sample; with the repeated keys of the first half.
    case whole(repeatsOfHalf: Int)
    /// During the extended sample; with the pairs and the repeated keys before it.
    case trial(added: Int, repeats: Int)
  }

  private var phase = Phase.half

  /// The number of pairs before the first look.
  static var untilFirstLook: Int { 5_000 }
  /// The share of pairs with repeated keys from which combining pays off.
  private static var worthwhile: Double { 0.2 }
  /// The share that must be expected for a full table, to extend the sample.
  private static var promising: Double { 0.5 }
  /// The fewest repeated keys in the second half of a sample that are not taken for chance.
  private static var fewest: Int { 100 }

  /// Looks at the pairs that have been combined since the last decision.
  /// - Parameters:
  ///   - seen: the number of pairs, and the number of keys that they were combined to.
  ///   - room: the number of keys that a table of the usual size holds.
  mutating func look(at seen: (added: Int, keys: Int), room: Int) -> Finding {
    let repeats = seen.added - seen.keys
    switch phase {
    case .half:
      phase = .whole(repeatsOfHalf: repeats)
      return .later(pairs: Self.untilFirstLook)
    case .whole(let before):
      if Self.share(repeats, of: seen.added) >= Self.worthwhile { return decide(true) }
      let second = repeats - before
      // For random keys the share of repeats grows with the number of pairs. The second half's share is that at three quarters.
      let inSight = Self.share(second, of: seen.added / 2) * Double(room) / (Double(seen.added) * 0.75)
      guard second >= max(2 * before, Self.fewest), inSight >= Self.promising else { return decide(false) }
      phase = .trial(added: seen.added, repeats: repeats)
      return .later(pairs: 3 * seen.added)
    case .trial(let added, let before):
      return decide(Self.share(repeats - before, of: seen.added - added) >= Self.worthwhile)
    }
  }

  /// Decides when a table is flushed.
  /// - Parameter held: the number of pairs that the table has taken, and of the keys in it.
  /// - Returns: nil if it has taken too few pairs. The sample then continues with the next table.
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
