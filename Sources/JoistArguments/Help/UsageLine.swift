/// The line that shows how to type a command.
struct UsageLine {
  let path: CommandPath

  init(of path: CommandPath) { self.path = path }

  var text: String {
    if let usage = path.configuration.usage { return usage }
    var parts = [path.name]
    let shown = path.parameters.filter { $0.help.visibility == .default }
    let named = shown.filter { $0.kind != .positional }
    if named.count > Self.mostNamed {
      parts.append("[<options>]")
      parts += Self.parts(of: named.filter { $0.isRequired && $0.kind == .option })
    } else {
      parts += Self.parts(of: named)
    }
    parts += shown.filter { $0.kind == .positional }.map(Self.part)
    if !path.configuration.subcommands.isEmpty { parts.append("<subcommand>") }
    return parts.joined(separator: " ")
  }

  /// With more options than this, the line shows only required ones.
  private static let mostNamed = 8

  private static func parts(of named: [Parameter]) -> [String] {
    var seen: Set<PropertyPath> = []
    return named.filter { seen.insert($0.path).inserted }.map(part)
  }

  private static func part(_ parameter: Parameter) -> String {
    let label = parameter.label + (parameter.isRepeating && parameter.kind != .flag ? " ..." : "")
    return parameter.isRequired ? label : "[\(label)]"
  }
}
