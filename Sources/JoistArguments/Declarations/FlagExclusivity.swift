/// What happens if several flags of one property are given.
public struct FlagExclusivity: Sendable, Hashable {
  enum Rule: Sendable { case exclusive, chooseFirst, chooseLast, all }

  let rule: Rule

  /// The arguments are refused.
  public static var exclusive: FlagExclusivity { FlagExclusivity(rule: .exclusive) }
  /// The first flag is used.
  public static var chooseFirst: FlagExclusivity { FlagExclusivity(rule: .chooseFirst) }
  /// The last flag is used.
  public static var chooseLast: FlagExclusivity { FlagExclusivity(rule: .chooseLast) }
  /// All flags are used; for arrays and counters.
  static var all: FlagExclusivity { FlagExclusivity(rule: .all) }
}

/// How the names for true and false of a Boolean flag are spelled.
public enum FlagInversion: Sendable, Hashable {
  /// `--index` and `--no-index`.
  case prefixedNo
  /// `--enable-index` and `--disable-index`.
  case prefixedEnableDisable

  /// The names for a value, given the flag's names.
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
