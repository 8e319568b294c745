/// The names of an option or flag on the command line.
public struct NameSpecification: ExpressibleByArrayLiteral, Sendable {
  /// One name, or a rule that makes it from the property's name.
  public struct Element: Sendable, Hashable {
    enum Rule: Sendable, Hashable {
      case long
      case customLong(String)
      case short
      case customShort(Character)
    }

    let rule: Rule

    /// `--num-users` for `numUsers`.
    public static var long: Element { Element(rule: .long) }
    /// `-n` for `numUsers`.
    public static var short: Element { Element(rule: .short) }
    /// `--name`, given without the dashes.
    public static func customLong(_ name: String) -> Element { Element(rule: .customLong(name)) }
    /// `-c`, given without the dash.
    public static func customShort(_ character: Character) -> Element { Element(rule: .customShort(character)) }
  }

  let elements: [Element]

  /// All the names in the list, each of which can be given.
  public init(arrayLiteral elements: Element...) { self.elements = elements }

  /// `--num-users` for `numUsers`.
  public static var long: NameSpecification { [.long] }
  /// `-n` for `numUsers`.
  public static var short: NameSpecification { [.short] }
  /// `-n` and `--num-users` for `numUsers`.
  public static var shortAndLong: NameSpecification { [.short, .long] }
  /// `--name`, given without the dashes.
  public static func customLong(_ name: String) -> NameSpecification { [.customLong(name)] }
  /// `-c`, given without the dash.
  public static func customShort(_ character: Character) -> NameSpecification { [.customShort(character)] }

  /// The names for a property.
  func names(for property: String) -> [ParameterName] {
    let long = property.kebabCased
    return elements.compactMap {
      switch $0.rule {
      case .long: .long(long)
      case .customLong(let name): .long(name)
      case .short: long.first.map(ParameterName.short)
      case .customShort(let character): .short(character)
      }
    }
  }
}
