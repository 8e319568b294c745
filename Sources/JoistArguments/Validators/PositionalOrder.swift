/// Arguments found by position can be told apart: after one that takes all the rest comes none, and after one that may
/// be left out none that must be given.
enum PositionalOrder: DeclarationValidator {
  static func mistake(in path: CommandPath, _ parameters: [Parameter]) -> String? {
    let positionals = parameters.filter { $0.kind == .positional }
    for (earlier, later) in zip(positionals, positionals.dropFirst()) {
      if earlier.isRepeating {
        return "'\(later.label)' stands after '\(earlier.label)', which takes all that is left; put the array last"
      }
      if !earlier.isRequired, later.isRequired {
        return "'\(later.label)' must be given and stands after '\(earlier.label)', which may be left out; swap them"
      }
    }
    return nil
  }
}
