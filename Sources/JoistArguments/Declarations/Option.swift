/// A named parameter with a value: `--input counts.txt`, `--input=counts.txt`.
///
/// ```swift
/// @Option(help: "Text to read.") var input = "README.md"
/// @Option(name: .shortAndLong, help: "Messages a second.") var rate: Double?
/// @Option(help: "A topic; may be repeated.") var topic: [String] = []
/// ```
/// An option is not required if it has a default or an optional type. An array takes all values given. Beam's spelling
/// with underscores is accepted (`--job_name` for `--job-name`).
@propertyWrapper public struct Option<Value> {
  @usableFromInline var state: OptionState<Value>

  /// Makes the compiler accept `@Option` without arguments; an extension has the real initializer for types that can be
  /// read.
  @available(
    *, unavailable, message: "pass a `transform:` function, or use a type that conforms to ExpressibleByArgument"
  )
  public init() { preconditionFailure("unavailable") }

  init(_ declaration: OptionDeclaration<Value>, default value: Value?) {
    state = .declared(declaration, default: value)
  }

  /// The parsed value; before parsing, the default.
  public var wrappedValue: Value {
    @inlinable get { state.current }
    @inlinable set { state.current = newValue }
  }
}

extension Option: Sendable where Value: Sendable {}

extension Option: DeclaredProperty {
  func parameters(at path: PropertyPath) -> [Parameter] { state.parameters(at: path) }

  func filled(from given: GivenArguments, at path: PropertyPath) throws -> Option {
    var copy = self
    copy.state = try state.filled(from: given, at: path)
    return copy
  }
}

extension Option: Decodable {
  /// Exists only because ``ParsableArguments`` is `Decodable`.
  /// - Throws: `DecodingError`; only the command-line parser can fill an option.
  public init(from decoder: any Decoder) throws { throw PropertyDecoder.refusal(of: "Option", decoder) }
}
