/// The rows of parameters in the help, with names on the left and descriptions on the right.
enum ParameterRow {
  /// A row for each parameter. Choices of one flag share a row if they have the same description.
  static func rows(of parameters: [Parameter]) -> [(label: String, text: String)] {
    var rows: [(path: PropertyPath, labels: [String], text: String)] = []
    for parameter in parameters {
      let text = text(of: parameter, among: parameters)
      if parameter.kind == .flag, let last = rows.last, last.path == parameter.path, last.text == text {
        rows[rows.count - 1].labels.append(label(of: parameter))
      } else {
        rows.append((parameter.path, [label(of: parameter)], text))
      }
    }
    return rows.map { ($0.labels.joined(separator: "/"), $0.text) }
  }

  private static func label(of parameter: Parameter) -> String {
    guard parameter.kind != .positional else {
      return "<\(parameter.valueName)>" + (parameter.isRepeating ? " ..." : "")
    }
    let names = parameter.names.sorted { !$0.isLong && $1.isLong }.map(\.spelling).joined(separator: ", ")
    if parameter.kind == .flag { return names }
    return parameter.withoutValue == nil ? "\(names) <\(parameter.valueName)>" : "\(names)[=<\(parameter.valueName)>]"
  }

  private static func text(of parameter: Parameter, among parameters: [Parameter]) -> String {
    var notes: [String] = []
    if !parameter.possibleValues.isEmpty, parameter.kind != .flag {
      notes.append("values: \(parameter.possibleValues.joined(separator: ", "))")
    }
    let standard =
      parameter.kind == .flag
      ? parameters.first { $0.path == parameter.path && $0.defaultDescription != nil }?.preferredName?.spelling
      : parameter.defaultDescription
    if let standard { notes.append("default: \(standard)") }
    let noted = notes.isEmpty ? "" : "(\(notes.joined(separator: "; ")))"
    return [parameter.help.abstract, noted, parameter.help.discussion].filter { !$0.isEmpty }.joined(separator: " ")
  }
}
