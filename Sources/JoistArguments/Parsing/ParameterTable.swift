/// The parameters of one command, by what is typed.
struct ParameterTable {
  let all: [Parameter]
  /// In their order.
  let positionals: [Parameter]
  private let byName: [ParameterName: Parameter]

  init(_ parameters: [Parameter]) {
    all = parameters
    positionals = parameters.filter { $0.kind == .positional }
    let named = parameters.flatMap { parameter in parameter.names.map { ($0.compared, parameter) } }
    byName = Dictionary(named) { first, _ in first }
  }

  subscript(name: ParameterName) -> Parameter? { byName[name.compared] }

  /// The long names that somebody may have meant, the hidden ones left out.
  var suggestions: [String] {
    let shown = all.filter { $0.help.visibility == .default }.flatMap(\.names).filter(\.isLong)
    return (shown + BuiltInRequest.names).map(\.spelling)
  }
}
