/// A named value of the command line: `--input counts.txt`, `--input=counts.txt`.
///
/// ```swift
/// @Option(help: "Text to read.") var input = "README.md"
/// @Option(name: .shortAndLong, help: "Messages a second.") var rate: Double?
/// @Option(help: "A topic; may be repeated.") var topic: [String] = []
/// ```
/// A property with a default, or of an optional type, may be left out; an array takes every value given. Beam's spelling
/// with underscores is understood too (`--job_name` is `--job-name`).
@propertyWrapper public struct Option<Value> {
  @usableFromInline var state: OptionState<Value>

  /// Only there so that the compiler looks for `init()` at all; for values that can be read, an extension has it.
  @available(
    *, unavailable, message: "say how to read it by `transform:`, or use a type that conforms to ExpressibleByArgument"
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
  /// For ``ParsableArguments`` alone, whose parser fills its properties as a decoder does.
  /// - Throws: `DecodingError` for any other decoder.
  public init(from decoder: any Decoder) throws { throw PropertyDecoder.refusal(of: "Option", decoder) }
}
