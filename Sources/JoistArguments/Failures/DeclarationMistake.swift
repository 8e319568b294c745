/// A mistake in how the program declares its options. Every run reports it until it is fixed.
struct DeclarationMistake: Error, Equatable, CustomStringConvertible {
  var message: String

  init(_ message: String) { self.message = message }

  var description: String { "this program declares its options wrongly: \(message)" }
}
