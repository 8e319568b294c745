/// Makes a ``ParsableArguments`` value from the given values. It calls the `init(from:)` that the compiler generates,
/// and gives it the properties that a mirror found, filled with values.
struct PropertyDecoder: Decoder {
  /// The names of the properties that `init(from:)` has read. A class, since decoders are copied.
  final class RequestedNames {
    var names: Set<String> = []
  }

  let values: [String: Any]
  let requested = RequestedNames()
  let codingPath: [any CodingKey] = []
  let userInfo: [CodingUserInfoKey: Any] = [:]

  /// Makes the arguments and validates them.
  /// - Throws: ``ParseFailure``, or an error of a transform or a `validate()`.
  static func decode<Arguments: ParsableArguments>(
    _ type: Arguments.Type, from given: GivenArguments, at path: PropertyPath = []
  ) throws -> Arguments {
    let properties = DeclaredProperties(of: Arguments())
    var values = properties.plain
    for (name, property) in properties.declared {
      values[name] = try property.filled(from: given, at: path + [name])
    }
    let decoder = PropertyDecoder(values: values)
    var arguments = try Arguments(from: decoder)
    if let (name, _) = properties.declared.first(where: { !decoder.requested.names.contains($0.name) }) {
      throw DeclarationMistake("'\(name)' is not among its CodingKeys, so its value would be lost; add it")
    }
    try arguments.validate()
    return arguments
  }

  static func refusal(of type: String, _ decoder: any Decoder) -> any Error {
    let explanation = "\(type) can only be decoded by the command-line parser"
    return DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: explanation))
  }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedDecodingContainer<Key> {
    KeyedDecodingContainer(PropertyContainer<Key>(values: values, requested: requested))
  }

  func unkeyedContainer() throws -> any UnkeyedDecodingContainer { throw Self.refusal(of: "an array", self) }
  func singleValueContainer() throws -> any SingleValueDecodingContainer { throw Self.refusal(of: "a value", self) }
}
