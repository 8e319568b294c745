/// A mistake of the program itself in how it declares its options; every run says so until it is mended.
struct DeclarationMistake: Error, Equatable, CustomStringConvertible {
  var message: String

  init(_ message: String) { self.message = message }

  var description: String { "this program declares its options wrongly: \(message)" }
}
