/// Checks that positional arguments are unambiguous: an array is last, and no required argument follows an optional
/// one.
enum PositionalOrder: DeclarationValidator {
  static func mistake(in path: CommandPath, _ parameters: [Parameter]) -> String? {
    let positionals = parameters.filter { $0.kind == .positional }
    for (earlier, later) in zip(positionals, positionals.dropFirst()) {
      if earlier.isRepeating {
        return "'\(later.label)' follows '\(earlier.label)', which takes all remaining values; put the array last"
      }
      if !earlier.isRequired, later.isRequired {
        return "'\(later.label)' is required but follows '\(earlier.label)', which is optional; swap them"
      }
    }
    return nil
  }
}
