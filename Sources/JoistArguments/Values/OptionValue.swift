/// What an option or a positional argument may hold: one value, an optional one, or an array of them.
///
/// Types of your own conform by ``ExpressibleByArgument``, never by this protocol directly.
public protocol OptionValue: SendableMetatype {
  /// How such a value is read from the words of the command line.
  static var reading: OptionReading<Self> { get }

  /// How the value is shown as a default in the help, or nil where there is nothing to show.
  var shownAsDefault: String? { get }
}

extension ExpressibleByArgument {
  /// One value: the last one given.
  public static var reading: OptionReading<Self> {
    OptionReading(
      read: { try ValueReader.read($0) }, whenAbsent: { try Self.argumentWhenAbsent() },
      absenceDescription: absenceDescription, possibleValues: allValueStrings, completion: defaultCompletionKind)
  }

  /// The value, unless it is empty.
  public var shownAsDefault: String? {
    let text = defaultValueDescription
    return text.isEmpty ? nil : text
  }
}

extension Optional: OptionValue where Wrapped: ExpressibleByArgument {
  /// The last value given; where none was, the one that the type knows, if it does; else nil.
  public static var reading: OptionReading<Wrapped?> {
    OptionReading(
      read: { try ValueReader.read($0) as Wrapped }, whenAbsent: { try? Wrapped.argumentWhenAbsent() },
      absenceDescription: Wrapped.absenceDescription, possibleValues: Wrapped.allValueStrings,
      completion: Wrapped.defaultCompletionKind, absent: .some(nil))
  }

  /// The value, where there is one.
  public var shownAsDefault: String? { self?.shownAsDefault }
}

extension Array: OptionValue where Element: ExpressibleByArgument {
  /// All values given, in their order.
  public static var reading: OptionReading<[Element]> {
    OptionReading(
      read: { try $0.map { try ValueReader.read([$0]) } }, possibleValues: Element.allValueStrings,
      completion: Element.defaultCompletionKind, isRepeating: true)
  }

  /// The values with commas between them.
  public var shownAsDefault: String? { isEmpty ? nil : map(\.defaultValueDescription).joined(separator: ", ") }
}
