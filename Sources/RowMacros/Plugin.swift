@_spi(PluginMessage) import SwiftCompilerPluginMessageHandling
import SwiftSyntaxMacros

/// The macros by their names.
struct Macros: PluginProvider {
  func resolveMacro(moduleName: String, typeName: String) throws -> any Macro.Type {
    switch typeName {
    case "RowMacro": RowMacro.self
    case "FieldMacro": FieldMacro.self
    default: throw Mistake("this plugin has no macro \(typeName)")
    }
  }
}

/// The compiler's plug-in: answers its messages on standard input and output.
///
/// The toolchain brings swift-syntax as libraries, but not the module with this entry point.
@main struct Plugin {
  static func main() throws {
    let connection = try StandardIOMessageConnection()
    let handler = PluginProviderMessageHandler(provider: Macros())
    try CompilerPluginMessageListener(connection: connection, messageHandler: handler).main()
  }
}
