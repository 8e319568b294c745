import SwiftDiagnostics
import SwiftSyntax
import SwiftSyntaxMacros

/// An error in the author's source.
struct Mistake: Error, DiagnosticMessage, CustomStringConvertible {
  let message: String
  let severity = DiagnosticSeverity.error

  init(_ message: String) { self.message = message }

  var diagnosticID: MessageID { MessageID(domain: "Rows", id: "row") }
  var description: String { message }
}

extension MacroExpansionContext {
  /// Reports an error at a node of the source.
  func report(_ message: String, at node: some SyntaxProtocol) {
    diagnose(Diagnostic(node: Syntax(node), message: Mistake(message)))
  }
}
