/// Takes the values that the machine knows for parameters that were not given.
enum AbsentArguments {
  /// Adds them to what was given, and answers them as words for the command line.
  /// - Throws: ``ParseFailure`` with what the type has to say about why there is none.
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
