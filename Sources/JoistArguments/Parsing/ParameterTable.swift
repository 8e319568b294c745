/// The parameters of a command, by name and by position.
struct ParameterTable {
  let all: [Parameter]
  /// The positional arguments, in order.
  let positionals: [Parameter]
  private let byName: [ParameterName: Parameter]
  private let builtIn: [ParameterName]
  /// The subcommands to suggest, each as typed: `joist topics list`.
  let subcommands: [String]

  /// - Parameters:
  ///   - builtIn: further names to suggest.
  ///   - subcommands: the subcommands to suggest, each as typed.
  init(_ parameters: [Parameter], builtIn: [ParameterName] = [], subcommands: [String] = []) {
    all = parameters
    self.builtIn = builtIn
    self.subcommands = subcommands
    positionals = parameters.filter { $0.kind == .positional }
    let named = parameters.flatMap { parameter in parameter.names.map { ($0.compared, parameter) } }
    byName = Dictionary(named) { first, _ in first }
  }

  subscript(name: ParameterName) -> Parameter? { byName[name.compared] }

  /// The long names to suggest, without hidden ones.
  var suggestions: [String] {
    let shown = all.filter { $0.help.visibility == .default }.flatMap(\.names).filter(\.isLong)
    return (shown + builtIn).map(\.spelling)
  }
}
