/// The state of an ``Option`` or ``Argument``: its declaration, or its value after parsing or assignment.
@usableFromInline enum OptionState<Value> {
  case value(Value)
  case declared(OptionDeclaration<Value>, default: Value?)

  /// The value; before parsing, the default.
  @inlinable var current: Value {
    get {
      switch self {
      case .value(let value), .declared(_, .some(let value)): value
      case .declared(let declaration, .none): preconditionFailure(declaration.readTooEarly)
      }
    }
    set { self = .value(newValue) }
  }

  /// The parameter that the declaration adds to the command; none once there is a value.
  func parameters(at path: PropertyPath) -> [Parameter] {
    guard case .declared(let declaration, _) = self else { return [] }
    return [declaration.parameter(at: path)]
  }

  /// The state after parsing.
  func filled(from given: GivenArguments, at path: PropertyPath) throws -> OptionState {
    guard case .declared(let declaration, _) = self,
      let value = try declaration.value(of: given[path] ?? [], at: path)
    else { return self }
    return .value(value)
  }
}

extension OptionState: Sendable where Value: Sendable {}
