extension Option where Value: OptionValue {
  /// A required option without help. It is not required if its type is optional or finds a value itself.
  public init() { self.init(name: .long) }

  /// An option with a default.
  /// - Parameters:
  ///   - wrappedValue: the default, written after `=`.
  ///   - name: its names; by default `--property-name`.
  ///   - parsing: for an array, whether one name takes one value or all values up to the next option.
  ///   - help: the text for `--help`.
  ///   - completion: how a shell completes it; nil: as its type defines.
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

  /// A required option. It is not required if its type is optional or finds a value itself.
  /// - Parameters:
  ///   - name: its names; by default `--property-name`.
  ///   - parsing: for an array, whether one name takes one value or all values up to the next option.
  ///   - help: the text for `--help`.
  ///   - completion: how a shell completes it; nil: as its type defines.
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
  ///   - name: its names; by default `--property-name`.
  ///   - help: the text for `--help`.
  ///   - completion: how a shell completes it.
  ///   - transform: converts the text to the value; its errors are shown to the user.
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

  /// A required option, read by a function.
  /// - Parameters:
  ///   - name: its names; by default `--property-name`.
  ///   - help: the text for `--help`.
  ///   - completion: how a shell completes it.
  ///   - transform: converts the text to the value; its errors are shown to the user.
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

  /// An optional option, read by a function.
  /// - Parameters:
  ///   - name: its names; by default `--property-name`.
  ///   - help: the text for `--help`.
  ///   - completion: how a shell completes it.
  ///   - transform: converts the text to the value; its errors are shown to the user.
  public init<Wrapped>(
    name: NameSpecification = .long, help: ArgumentHelp? = nil, completion: CompletionKind? = nil,
    transform: @escaping @Sendable (String) throws -> Wrapped
  ) where Value == Wrapped? {
    self.init(
      OptionDeclaration(
        .option, names: name, help: help, reading: .optional(transform), completion: completion, hasDefault: false),
      default: .some(nil))
  }

  /// A repeatable option, whose values are read by a function.
  /// - Parameters:
  ///   - wrappedValue: the default, written after `=`.
  ///   - name: its names; by default `--property-name`.
  ///   - help: the text for `--help`.
  ///   - completion: how a shell completes it.
  ///   - transform: converts each text to a value; its errors are shown to the user.
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
