/// Options declared in a separate type, which several commands can share.
///
/// ```swift
/// struct Connection: ParsableArguments { @Option var brokers = "localhost:9092" }
/// struct Read: ParsableCommand { @OptionGroup(title: "Kafka options") var connection: Connection }
/// ```
@propertyWrapper public struct OptionGroup<Value: ParsableArguments> {
  /// The parsed options; before parsing, their defaults.
  public var wrappedValue: Value

  /// The heading in the help; empty for the general one.
  let title: String
  let visibility: ArgumentVisibility

  /// A group without a heading of its own in the help.
  public init() { self.init(title: "") }

  /// - Parameters:
  ///   - title: the heading in the help.
  ///   - visibility: where the options are shown.
  public init(title: String, visibility: ArgumentVisibility = .default) {
    wrappedValue = Value()
    self.title = title
    self.visibility = visibility
  }
}

extension OptionGroup: Sendable where Value: Sendable {}

extension OptionGroup: DeclaredProperty {
  func parameters(at path: PropertyPath) -> [Parameter] {
    DeclaredProperties(of: wrappedValue).parameters(below: path).map {
      var parameter = $0
      if parameter.section == nil, !title.isEmpty { parameter.section = title }
      parameter.help.visibility = max(parameter.help.visibility, visibility)
      return parameter
    }
  }

  func filled(from given: GivenArguments, at path: PropertyPath) throws -> OptionGroup {
    var copy = self
    copy.wrappedValue = try PropertyDecoder.decode(Value.self, from: given, at: path)
    return copy
  }
}

extension OptionGroup: Decodable {
  /// Exists only because ``ParsableArguments`` is `Decodable`.
  /// - Throws: `DecodingError`; only the command-line parser can fill a group.
  public init(from decoder: any Decoder) throws { throw PropertyDecoder.refusal(of: "OptionGroup", decoder) }
}
