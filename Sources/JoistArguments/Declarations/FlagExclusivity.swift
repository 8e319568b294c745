/// What it means when several flags of one property are given.
public struct FlagExclusivity: Sendable, Hashable {
  enum Rule: Sendable { case exclusive, chooseFirst, chooseLast, all }

  let rule: Rule

  /// A mistake, and said so.
  public static var exclusive: FlagExclusivity { FlagExclusivity(rule: .exclusive) }
  /// The first counts.
  public static var chooseFirst: FlagExclusivity { FlagExclusivity(rule: .chooseFirst) }
  /// The last counts.
  public static var chooseLast: FlagExclusivity { FlagExclusivity(rule: .chooseLast) }
  /// Every one counts: arrays and counters.
  static var all: FlagExclusivity { FlagExclusivity(rule: .all) }
}

/// How a flag that is true or false spells the other one.
public enum FlagInversion: Sendable, Hashable {
  /// `--index` and `--no-index`.
  case prefixedNo
  /// `--enable-index` and `--disable-index`.
  case prefixedEnableDisable

  /// The names for true or false.
  func names(_ names: [ParameterName], for value: Bool) -> [ParameterName] {
    names.compactMap {
      switch ($0, self) {
      case (.short, _): value ? $0 : nil
      case (.long(let name), .prefixedNo): value ? $0 : .long("no-\(name)")
      case (.long(let name), .prefixedEnableDisable): .long((value ? "enable-" : "disable-") + name)
      }
    }
  }
}
