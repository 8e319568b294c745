/// A named parameter without a value: `--verbose`.
///
/// ```swift
/// @Flag(help: "Say more.") var verbose = false
/// @Flag(inversion: .prefixedNo, help: "Ask first.") var confirm = true        // --confirm, --no-confirm
/// @Flag(name: .shortAndLong, help: "Say more, each time.") var loudness: Int  // -lll
/// ```
@propertyWrapper public struct Flag<Value> {
  @usableFromInline enum State {
    case value(Value)
    case declared(FlagDeclaration<Value>, default: Value?)
  }

  @usableFromInline var state: State

  /// Makes the compiler accept `@Flag` without arguments; an extension has the real initializer for types that a flag
  /// can have.
  @available(*, unavailable, message: "declare the flag as Bool, Int or an EnumerableFlag")
  public init() { preconditionFailure("unavailable") }

  init(_ declaration: FlagDeclaration<Value>, default value: Value?) {
    state = .declared(declaration, default: value)
  }

  /// The parsed value; before parsing, the default.
  public var wrappedValue: Value {
    @inlinable get {
      switch state {
      case .value(let value), .declared(_, .some(let value)): value
      case .declared(_, .none):
        preconditionFailure("a @Flag without a default was read before parsing; call parse(), or give it a default")
      }
    }
    @inlinable set { state = .value(newValue) }
  }
}

extension Flag.State: Sendable where Value: Sendable {}
extension Flag: Sendable where Value: Sendable {}

extension Flag: DeclaredProperty {
  func parameters(at path: PropertyPath) -> [Parameter] {
    guard case .declared(let declaration, _) = state else { return [] }
    return declaration.parameters(at: path)
  }

  func filled(from given: GivenArguments, at path: PropertyPath) throws -> Flag {
    guard case .declared(let declaration, let standard) = state else { return self }
    let given = given[path] ?? []
    if given.isEmpty, standard != nil { return self }
    var copy = self
    copy.state = .value(try declaration.value(given, at: path))
    return copy
  }
}

extension Flag: Decodable {
  /// Exists only because ``ParsableArguments`` is `Decodable`.
  /// - Throws: `DecodingError`; only the command-line parser can fill a flag.
  public init(from decoder: any Decoder) throws { throw PropertyDecoder.refusal(of: "Flag", decoder) }
}
