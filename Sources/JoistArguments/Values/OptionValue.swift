/// A type that an option or a positional argument can have: a value, an optional value, or an array of values.
///
/// Conform your types to ``ExpressibleByArgument``, not directly to this protocol.
public protocol OptionValue: SendableMetatype {
  /// How such a value is read from the command line.
  static var reading: OptionReading<Self> { get }

  /// The value as shown in the help if it is a default; nil to show nothing.
  var shownAsDefault: String? { get }
}

extension ExpressibleByArgument {
  /// Reads the last value given.
  public static var reading: OptionReading<Self> {
    OptionReading(
      read: { try ValueReader.read($0) }, whenAbsent: { try Self.argumentWhenAbsent() },
      absenceDescription: absenceDescription, withoutValue: argumentWithoutValue, possibleValues: allValueStrings,
      completion: defaultCompletionKind)
  }

  /// The value, unless it is empty.
  public var shownAsDefault: String? {
    let text = defaultValueDescription
    return text.isEmpty ? nil : text
  }
}

extension Optional: OptionValue where Wrapped: ExpressibleByArgument {
  /// Reads the last value given; if none is given, the value that the type finds, or nil.
  public static var reading: OptionReading<Wrapped?> {
    OptionReading(
      read: { try ValueReader.read($0) as Wrapped }, whenAbsent: { try? Wrapped.argumentWhenAbsent() },
      absenceDescription: Wrapped.absenceDescription, withoutValue: Wrapped.argumentWithoutValue,
      possibleValues: Wrapped.allValueStrings,
      completion: Wrapped.defaultCompletionKind, absent: .some(nil))
  }

  /// The value, if there is one.
  public var shownAsDefault: String? { self?.shownAsDefault }
}

extension Array: OptionValue where Element: ExpressibleByArgument {
  /// Reads all values given, in order.
  public static var reading: OptionReading<[Element]> {
    OptionReading(
      read: { try $0.map { try ValueReader.read([$0]) } }, possibleValues: Element.allValueStrings,
      completion: Element.defaultCompletionKind, isRepeating: true)
  }

  /// The values, separated by commas.
  public var shownAsDefault: String? { isEmpty ? nil : map(\.defaultValueDescription).joined(separator: ", ") }
}
