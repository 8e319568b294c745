/// The help of an option, flag or argument; can be written as a string literal.
public struct ArgumentHelp: ExpressibleByStringInterpolation, Sendable {
  /// A one-line description.
  public var abstract: String
  /// A longer description.
  public var discussion: String
  /// The name of the value in angle brackets; nil: made from the property's name.
  public var valueName: String?
  /// Where it is shown.
  public var visibility: ArgumentVisibility

  /// - Parameters:
  ///   - abstract: a one-line description.
  ///   - discussion: a longer description.
  ///   - valueName: the name of the value in angle brackets; nil: made from the property's name.
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

  /// Help with a one-line description.
  public init(stringLiteral value: String) { self.init(value) }

  /// Shown only by `--help-hidden`.
  public static var hidden: ArgumentHelp { ArgumentHelp(visibility: .hidden) }

  /// Never shown, not even by `--help-hidden`.
  public static var `private`: ArgumentHelp { ArgumentHelp(visibility: .private) }
}

/// Where an option's help is shown.
public enum ArgumentVisibility: Sendable, Hashable, Comparable {
  /// In every help.
  case `default`
  /// Only in `--help-hidden`.
  case hidden
  /// In no help, not even in `--help-hidden`.
  case `private`
}
