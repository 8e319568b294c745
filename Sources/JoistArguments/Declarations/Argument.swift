/// A value of the command line without a name, found by its position: `word-count README.md`.
///
/// ```swift
/// @Argument(help: "The file to read.") var file: String
/// @Argument(help: "More files.") var others: [String] = []
/// ```
/// An array takes all that are left, so it stands last.
@propertyWrapper public struct Argument<Value> {
  @usableFromInline var state: OptionState<Value>

  /// Only there so that the compiler looks for `init()` at all; for values that can be read, an extension has it.
  @available(
    *, unavailable, message: "say how to read it by `transform:`, or use a type that conforms to ExpressibleByArgument"
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
  /// An argument without help that must be given, unless its type is optional.
  public init() { self.init(help: nil) }

  /// An argument that may be left out.
  /// - Parameters:
  ///   - wrappedValue: the default, written after `=`.
  ///   - help: one line for `--help`, or more.
  ///   - completion: how a shell completes it; nil: as the type says.
  public init(wrappedValue: Value, help: ArgumentHelp? = nil, completion: CompletionKind? = nil) {
    state = .declared(
      OptionDeclaration(
        .positional, help: help, reading: Value.reading, completion: completion, hasDefault: true,
        defaultDescription: wrappedValue.shownAsDefault),
      default: wrappedValue)
  }

  /// An argument that must be given, unless its type is optional.
  /// - Parameters:
  ///   - help: one line for `--help`, or more.
  ///   - completion: how a shell completes it; nil: as the type says.
  public init(help: ArgumentHelp? = nil, completion: CompletionKind? = nil) {
    let reading = Value.reading
    state = .declared(
      OptionDeclaration(.positional, help: help, reading: reading, completion: completion, hasDefault: false),
      default: reading.absentValue())
  }
}

extension Argument {
  /// An argument that must be given, read by a function.
  /// - Parameters:
  ///   - help: one line for `--help`, or more.
  ///   - completion: how a shell completes it.
  ///   - transform: makes the value of the text; what it throws is shown to the user.
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
  /// For ``ParsableArguments`` alone, whose parser fills its properties as a decoder does.
  /// - Throws: `DecodingError` for any other decoder.
  public init(from decoder: any Decoder) throws { throw PropertyDecoder.refusal(of: "Argument", decoder) }
}
