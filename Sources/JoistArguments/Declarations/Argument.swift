/// A positional argument, a value without a name: `word-count README.md`.
///
/// ```swift
/// @Argument(help: "The file to read.") var file: String
/// @Argument(help: "More files.") var others: [String] = []
/// ```
/// An array takes all remaining values, so it must be last.
@propertyWrapper public struct Argument<Value> {
  @usableFromInline var state: OptionState<Value>

  /// Makes the compiler accept `@Argument` without arguments; an extension has the real initializer for types that can
  /// be read.
  @available(
    *, unavailable, message: "pass a `transform:` function, or use a type that conforms to ExpressibleByArgument"
  )
  public init() { preconditionFailure("unavailable") }

  /// The parsed value; before parsing, the default.
  public var wrappedValue: Value {
    @inlinable get { state.current }
    @inlinable set { state.current = newValue }
  }
}

extension Argument: Sendable where Value: Sendable {}

extension Argument where Value: OptionValue {
  /// A required argument without help; optional if its type is.
  public init() { self.init(help: nil) }

  /// An optional argument with a default.
  /// - Parameters:
  ///   - wrappedValue: the default, written after `=`.
  ///   - help: the text for `--help`.
  ///   - completion: how a shell completes it; nil: as its type defines.
  public init(wrappedValue: Value, help: ArgumentHelp? = nil, completion: CompletionKind? = nil) {
    state = .declared(
      OptionDeclaration(
        .positional, help: help, reading: Value.reading, completion: completion, hasDefault: true,
        defaultDescription: wrappedValue.shownAsDefault),
      default: wrappedValue)
  }

  /// A required argument; optional if its type is.
  /// - Parameters:
  ///   - help: the text for `--help`.
  ///   - completion: how a shell completes it; nil: as its type defines.
  public init(help: ArgumentHelp? = nil, completion: CompletionKind? = nil) {
    let reading = Value.reading
    state = .declared(
      OptionDeclaration(.positional, help: help, reading: reading, completion: completion, hasDefault: false),
      default: reading.absentValue())
  }
}

extension Argument {
  /// A required argument, read by a function.
  /// - Parameters:
  ///   - help: the text for `--help`.
  ///   - completion: how a shell completes it.
  ///   - transform: converts the text to the value; its errors are shown to the user.
  @_disfavoredOverload
  public init(
    help: ArgumentHelp? = nil, completion: CompletionKind? = nil,
    transform: @escaping @Sendable (String) throws -> Value
  ) {
    state = .declared(
      OptionDeclaration(
        .positional, help: help, reading: .single(transform), completion: completion, hasDefault: false),
      default: nil)
  }
}

extension Argument: DeclaredProperty {
  func parameters(at path: PropertyPath) -> [Parameter] { state.parameters(at: path) }

  func filled(from given: GivenArguments, at path: PropertyPath) throws -> Argument {
    var copy = self
    copy.state = try state.filled(from: given, at: path)
    return copy
  }
}

extension Argument: Decodable {
  /// Exists only because ``ParsableArguments`` is `Decodable`.
  /// - Throws: `DecodingError`; only the command-line parser can fill an argument.
  public init(from decoder: any Decoder) throws { throw PropertyDecoder.refusal(of: "Argument", decoder) }
}
