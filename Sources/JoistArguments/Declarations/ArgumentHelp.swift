/// The help of an option, flag or argument; a string literal is its first line.
public struct ArgumentHelp: ExpressibleByStringInterpolation, Sendable {
  /// One line.
  public var abstract: String
  /// Further lines.
  public var discussion: String
  /// Stands between angle brackets; nil: made from the property's name.
  public var valueName: String?
  /// Where it is shown.
  public var visibility: ArgumentVisibility

  /// - Parameters:
  ///   - abstract: one line.
  ///   - discussion: further lines.
  ///   - valueName: what stands between angle brackets; nil: made from the property's name.
  ///   - visibility: where it is shown.
  public init(
    _ abstract: String = "", discussion: String = "", valueName: String? = nil,
    visibility: ArgumentVisibility = .default
  ) {
    self.abstract = abstract
    self.discussion = discussion
    self.valueName = valueName
    self.visibility = visibility
  }

  /// Makes help of one line.
  public init(stringLiteral value: String) { self.init(value) }

  /// Not shown, unless `--help-hidden` asks for it.
  public static var hidden: ArgumentHelp { ArgumentHelp(visibility: .hidden) }

  /// Never shown.
  public static var `private`: ArgumentHelp { ArgumentHelp(visibility: .private) }
}

/// Where an option's help is shown.
public enum ArgumentVisibility: Sendable, Hashable, Comparable {
  /// In every help.
  case `default`
  /// With `--help-hidden` alone.
  case hidden
  /// Nowhere.
  case `private`
}
