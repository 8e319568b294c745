import SwiftDiagnostics
import SwiftSyntax
import SwiftSyntaxMacros

/// What is wrong in the author's source, in words.
struct Mistake: Error, DiagnosticMessage, CustomStringConvertible {
  let message: String
  let severity = DiagnosticSeverity.error

  init(_ message: String) { self.message = message }

  var diagnosticID: MessageID { MessageID(domain: "Rows", id: "row") }
  var description: String { message }
}

extension MacroExpansionContext {
  /// Reports a mistake at the place where it was made.
  func report(_ message: String, at node: some SyntaxProtocol) {
    diagnose(Diagnostic(node: Syntax(node), message: Mistake(message)))
  }
}
