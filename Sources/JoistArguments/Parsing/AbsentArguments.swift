/// Finds values on the machine for parameters that were not given: see ``ExpressibleByArgument/argumentWhenAbsent()``.
enum AbsentArguments {
  /// Adds the values to `given`.
  /// - Returns: the values as words of a command line.
  /// - Throws: ``ParseFailure`` with the type's error if a required value is not found.
  static func add(to given: inout GivenArguments, for parameters: [Parameter]) throws -> [String] {
    var words: [String] = []
    for parameter in parameters where given[parameter.path] == nil {
      guard let text = try text(for: parameter) else { continue }
      given[parameter.path] = [GivenArgument(text: text, label: parameter.label)]
      if let name = parameter.preferredName { words += ["\(name.spelling)=\(text)"] }
    }
    return words
  }

  private static func text(for parameter: Parameter) throws -> String? {
    do {
      return try parameter.whenAbsent?()
    } catch {
      throw ParseFailure("missing '\(parameter.label)'", detail: String(describing: error))
    }
  }
}
