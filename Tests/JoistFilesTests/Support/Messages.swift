import Beam

/// The message of what a body throws.
func message(_ body: () throws -> Void) -> String {
  do {
    try body()
    return "nothing was thrown"
  } catch {
    return "\(error)"
  }
}

extension Pipeline {
  /// The message of what is wrong with its graph.
  var problem: String { message { try graph.validate() } }
}
