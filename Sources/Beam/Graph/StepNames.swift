/// Gives every step a name that survives edits: an explicit one, or its verb with an ordinal among its like in the scope.
struct StepNames {
  private var taken: Set<String> = []
  private var ordinals: [String: Int] = [:]

  /// An explicit name that stands already.
  struct Taken: Error {
    let path: String
    /// A free name, so that building can go on.
    let alternative: String
  }

  mutating func claim(explicit: String?, verb: String, in scope: String?) -> Result<String, Taken> {
    let prefix = scope.map { $0 + "/" } ?? ""
    if let explicit {
      let path = prefix + explicit
      if taken.insert(path).inserted { return .success(path) }
      return .failure(Taken(path: path, alternative: ordinal(prefix + explicit)))
    }
    let path = prefix + verb
    return .success(taken.insert(path).inserted ? path : ordinal(path))
  }

  private mutating func ordinal(_ path: String) -> String {
    var number = ordinals[path, default: 1]
    var candidate: String
    repeat {
      number += 1
      candidate = "\(path)~\(number)"
    } while !taken.insert(candidate).inserted
    ordinals[path] = number
    return candidate
  }
}
