extension Option where Value: OptionValue {
  /// An option without help that must be given, unless its type is optional or knows what to take.
  public init() { self.init(name: .long) }

  /// An option with a default.
  /// - Parameters:
  ///   - wrappedValue: the default, written after `=`.
  ///   - name: its names; `--property-name` if not said.
  ///   - parsing: for an array, whether one name takes one value or all up to the next option.
  ///   - help: one line for `--help`, or more.
  ///   - completion: how a shell completes it; nil: as the type says.
  public init(
    wrappedValue: Value, name: NameSpecification = .long, parsing: ArrayParsingStrategy = .singleValue,
    help: ArgumentHelp? = nil, completion: CompletionKind? = nil
  ) {
    self.init(
      OptionDeclaration(
        .option, names: name, help: help, reading: Value.reading, completion: completion,
        takesValuesUpToNextOption: parsing == .upToNextOption, hasDefault: true,
        defaultDescription: wrappedValue.shownAsDefault),
      default: wrappedValue)
  }

  /// An option that must be given, unless its type is optional or knows what to take.
  /// - Parameters:
  ///   - name: its names; `--property-name` if not said.
  ///   - parsing: for an array, whether one name takes one value or all up to the next option.
  ///   - help: one line for `--help`, or more.
  ///   - completion: how a shell completes it; nil: as the type says.
  public init(
    name: NameSpecification = .long, parsing: ArrayParsingStrategy = .singleValue, help: ArgumentHelp? = nil,
    completion: CompletionKind? = nil
  ) {
    let reading = Value.reading
    self.init(
      OptionDeclaration(
        .option, names: name, help: help, reading: reading, completion: completion,
        takesValuesUpToNextOption: parsing == .upToNextOption, hasDefault: false),
      default: reading.absentValue())
  }
}

extension Option {
  /// An option with a default, read by a function.
  /// - Parameters:
  ///   - wrappedValue: the default, written after `=`.
  ///   - name: its names; `--property-name` if not said.
  ///   - help: one line for `--help`, or more.
  ///   - completion: how a shell completes it.
  ///   - transform: makes the value of the text; what it throws is shown to the user.
  @_disfavoredOverload
  public init(
    wrappedValue: Value, name: NameSpecification = .long, help: ArgumentHelp? = nil,
    completion: CompletionKind? = nil, transform: @escaping @Sendable (String) throws -> Value
  ) {
    self.init(
      OptionDeclaration(
        .option, names: name, help: help, reading: .single(transform), completion: completion, hasDefault: true,
        defaultDescription: String(describing: wrappedValue)),
      default: wrappedValue)
  }

  /// An option that must be given, read by a function.
  /// - Parameters:
  ///   - name: its names; `--property-name` if not said.
  ///   - help: one line for `--help`, or more.
  ///   - completion: how a shell completes it.
  ///   - transform: makes the value of the text; what it throws is shown to the user.
  @_disfavoredOverload
  public init(
    name: NameSpecification = .long, help: ArgumentHelp? = nil, completion: CompletionKind? = nil,
    transform: @escaping @Sendable (String) throws -> Value
  ) {
    self.init(
      OptionDeclaration(
        .option, names: name, help: help, reading: .single(transform), completion: completion, hasDefault: false),
      default: nil)
  }

  /// An option that may be left out, read by a function.
  /// - Parameters:
  ///   - name: its names; `--property-name` if not said.
  ///   - help: one line for `--help`, or more.
  ///   - completion: how a shell completes it.
  ///   - transform: makes the value of the text; what it throws is shown to the user.
  public init<Wrapped>(
    name: NameSpecification = .long, help: ArgumentHelp? = nil, completion: CompletionKind? = nil,
    transform: @escaping @Sendable (String) throws -> Wrapped
  ) where Value == Wrapped? {
    self.init(
      OptionDeclaration(
        .option, names: name, help: help, reading: .optional(transform), completion: completion, hasDefault: false),
      default: .some(nil))
  }

  /// An option that may be repeated, each value read by a function.
  /// - Parameters:
  ///   - wrappedValue: the default, written after `=`.
  ///   - name: its names; `--property-name` if not said.
  ///   - help: one line for `--help`, or more.
  ///   - completion: how a shell completes it.
  ///   - transform: makes a value of each text; what it throws is shown to the user.
  public init<Element>(
    wrappedValue: [Element], name: NameSpecification = .long, help: ArgumentHelp? = nil,
    completion: CompletionKind? = nil, transform: @escaping @Sendable (String) throws -> Element
  ) where Value == [Element] {
    self.init(
      OptionDeclaration(
        .option, names: name, help: help, reading: .repeated(transform), completion: completion, hasDefault: true),
      default: wrappedValue)
  }
}
