extension String {
  /// The name in kebab case: `numUsers` becomes `num-users`. A run of capitals is one word: `eventTS` becomes
  /// `event-ts`, and `parseJSONLines` becomes `parse-json-lines`.
  package var kebabCased: String {
    var result = ""
    var previous: Character?
    for (character, next) in zip(self, Array(dropFirst()).map(Swift.Optional.some) + [nil]) {
      if character == "_" {
        if let previous, previous != "_" { result.append("-") }
      } else {
        if let previous, previous != "_", character.isUppercase, !previous.isUppercase || next?.isLowercase == true {
          result.append("-")
        }
        result += character.lowercased()
      }
      previous = character
    }
    return result
  }
}
