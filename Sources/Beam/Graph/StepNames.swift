/// Names the steps of a pipeline: by the explicit name, or by the transform's verb and, from the second on, an ordinal within
/// the scope. A name depends only on earlier steps of the same kind in the same scope.
struct StepNames {
  private var taken: Set<String> = []
  private var ordinals: [String: Int] = [:]

  /// An explicit name that another step of the scope has.
  struct Taken: Error {
    /// The path with the explicit name.
    let path: String
    /// A free path, so that building can go on.
    let alternative: String
  }

  /// Claims a name in a scope and returns its path.
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
