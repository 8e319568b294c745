/// The common interface of ``Option``, ``Flag``, ``Argument`` and ``OptionGroup``: a mirror finds them, they list their
/// parameters, and they make copies filled with values.
protocol DeclaredProperty {
  /// The parameters of this property, which is at the given path.
  func parameters(at path: PropertyPath) -> [Parameter]

  /// A copy with its value.
  /// - Throws: ``ParseFailure``, or an error of a transform or validation.
  func filled(from given: GivenArguments, at path: PropertyPath) throws -> Self
}

/// The properties of a ``ParsableArguments`` value, found by a mirror.
struct DeclaredProperties {
  /// Each property's name and declaration, in the order of the source.
  let declared: [(name: String, property: any DeclaredProperty)]
  /// By name, the values of properties without a property wrapper, as set by `init()`.
  let plain: [String: Any]

  init(of arguments: any ParsableArguments) {
    var declared: [(name: String, property: any DeclaredProperty)] = []
    var plain: [String: Any] = [:]
    for case (let label?, let value) in Mirror(reflecting: arguments).children {
      if let property = value as? any DeclaredProperty {
        declared.append((label.hasPrefix("_") ? String(label.dropFirst()) : label, property))
      } else {
        plain[label] = value
      }
    }
    self.declared = declared
    self.plain = plain
  }

  func parameters(below path: PropertyPath = []) -> [Parameter] {
    declared.flatMap { $0.property.parameters(at: path + [$0.name]) }
  }
}
