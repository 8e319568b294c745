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
  @usableFromInline enum State {
    case value(Value)
    case declared(OptionDeclaration<Value>, default: Value?)
  }

  @usableFromInline var state: State

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
    @inlinable get {
      switch state {
      case .value(let value), .declared(_, .some(let value)): value
      case .declared(let declaration, .none): preconditionFailure(declaration.readTooEarly)
      }
    }
    @inlinable set { state = .value(newValue) }
  }
}

extension Option.State: Sendable where Value: Sendable {}
extension Option: Sendable where Value: Sendable {}

extension Option: DeclaredProperty {
  func parameters(at path: PropertyPath) -> [Parameter] {
    guard case .declared(let declaration, _) = state else { return [] }
    return [declaration.parameter(at: path)]
  }

  func filled(from given: GivenArguments, at path: PropertyPath) throws -> Option {
    guard case .declared(let declaration, _) = state,
      let value = try declaration.value(of: given[path] ?? [], at: path)
    else { return self }
    var copy = self
    copy.state = .value(value)
    return copy
  }
}

extension Option: Decodable {
  /// For ``ParsableArguments`` alone, whose parser fills its properties as a decoder does.
  /// - Throws: `DecodingError` for any other decoder.
  public init(from decoder: any Decoder) throws { throw PropertyDecoder.refusal(of: "Option", decoder) }
}
