/// Something that must not be in the log of an engine.
public struct Violation: Error, CustomStringConvertible, Sendable {
  /// Which rule, and how.
  public let description: String

  init(_ description: String) { self.description = description }
}

/// Throws unless a rule holds.
func require(_ holds: Bool, _ rule: @autoclosure () -> String) throws {
  if !holds { throw Violation(rule()) }
}
