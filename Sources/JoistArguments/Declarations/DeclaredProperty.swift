/// What ``Option``, ``Flag``, ``Argument`` and ``OptionGroup`` have in common: they can be found by a mirror, say what
/// they take, and make a filled copy of themselves.
protocol DeclaredProperty {
  /// What the command line can say about this property, found under the given path.
  func parameters(at path: PropertyPath) -> [Parameter]

  /// This property with its value.
  /// - Throws: ``ParseFailure``, or what a transform or validation threw.
  func filled(from given: GivenArguments, at path: PropertyPath) throws -> Self
}

/// A ``ParsableArguments``' properties, by a mirror.
struct DeclaredProperties {
  /// Each property's name and declaration, in the order of the source.
  let declared: [(name: String, property: any DeclaredProperty)]
  /// Properties without a wrapper keep the value that `init()` gave them.
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
