/// A name of the command line without a value: `--verbose`.
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

  /// Only there so that the compiler looks for `init()` at all; for values a flag can have, an extension has it.
  @available(*, unavailable, message: "a flag without arguments is Bool, Int or an EnumerableFlag")
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
        preconditionFailure("a @Flag without a default was read before the arguments were parsed")
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
  /// For ``ParsableArguments`` alone, whose parser fills its properties as a decoder does.
  /// - Throws: `DecodingError` for any other decoder.
  public init(from decoder: any Decoder) throws { throw PropertyDecoder.refusal(of: "Flag", decoder) }
}
