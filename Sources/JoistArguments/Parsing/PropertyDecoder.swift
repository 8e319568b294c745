/// Makes a ``ParsableArguments`` from what was given, by the `init(from:)` that the compiler writes for it: each property
/// it asks for is one that the mirror found, filled.
struct PropertyDecoder: Decoder {
  /// The names of the properties that were asked for, noted across the copies that a decoder is used by.
  final class Asked {
    var names: Set<String> = []
  }

  let values: [String: Any]
  let asked = Asked()
  let codingPath: [any CodingKey] = []
  let userInfo: [CodingUserInfoKey: Any] = [:]

  /// Makes the arguments, and validates them.
  /// - Throws: ``ParseFailure``, or what a transform or a `validate()` threw.
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
    if let (name, _) = properties.declared.first(where: { !decoder.asked.names.contains($0.name) }) {
      throw DeclarationMistake("'\(name)' is not among its CodingKeys, so its value would be lost")
    }
    try arguments.validate()
    return arguments
  }

  static func refusal(of type: String, _ decoder: any Decoder) -> any Error {
    let explanation = "\(type) is filled by the parser of command lines only"
    return DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: explanation))
  }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedDecodingContainer<Key> {
    KeyedDecodingContainer(PropertyContainer<Key>(values: values, asked: asked))
  }

  func unkeyedContainer() throws -> any UnkeyedDecodingContainer { throw Self.refusal(of: "an array", self) }
  func singleValueContainer() throws -> any SingleValueDecodingContainer { throw Self.refusal(of: "a value", self) }
}
