/// The parameters of one command, by what is typed.
struct ParameterTable {
  let all: [Parameter]
  /// In their order.
  let positionals: [Parameter]
  private let byName: [ParameterName: Parameter]
  private let builtIn: [ParameterName]

  /// - Parameter builtIn: names that are no parameters and may have been meant.
  init(_ parameters: [Parameter], builtIn: [ParameterName] = []) {
    all = parameters
    self.builtIn = builtIn
    positionals = parameters.filter { $0.kind == .positional }
    let named = parameters.flatMap { parameter in parameter.names.map { ($0.compared, parameter) } }
    byName = Dictionary(named) { first, _ in first }
  }

  subscript(name: ParameterName) -> Parameter? { byName[name.compared] }

  /// The long names that somebody may have meant, the hidden ones left out.
  var suggestions: [String] {
    let shown = all.filter { $0.help.visibility == .default }.flatMap(\.names).filter(\.isLong)
    return (shown + builtIn).map(\.spelling)
  }
}
