/// A name of an option or flag on the command line.
enum ParameterName: Hashable, Sendable {
  /// `--name`
  case long(String)
  /// `-n`
  case short(Character)

  /// The name as written on the command line.
  var spelling: String {
    switch self {
    case .long(let name): "--\(name)"
    case .short(let character): "-\(character)"
    }
  }

  var isLong: Bool {
    if case .long = self { true } else { false }
  }

  /// The name in the form for comparisons, with dashes instead of underscores: Beam writes `--job_name` for
  /// `--job-name`.
  var compared: ParameterName {
    switch self {
    case .long(let name): .long(String(name.map { $0 == "_" ? "-" : $0 }))
    case .short: self
    }
  }
}
