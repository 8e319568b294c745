@_spi(PluginMessage) import SwiftCompilerPluginMessageHandling
import SwiftSyntaxMacros

/// Finds the macros by name.
struct Macros: PluginProvider {
  func resolveMacro(moduleName: String, typeName: String) throws -> any Macro.Type {
    switch typeName {
    case "RowMacro": RowMacro.self
    case "FieldMacro": FieldMacro.self
    default: throw Mistake("this plugin has no macro \(typeName)")
    }
  }
}

/// The compiler plug-in, which answers the compiler's messages on standard input and output.
///
/// The toolchain has swift-syntax as libraries, but not the module with the usual entry point.
@main struct Plugin {
  static func main() throws {
    let connection = try StandardIOMessageConnection()
    let handler = PluginProviderMessageHandler(provider: Macros())
    try CompilerPluginMessageListener(connection: connection, messageHandler: handler).main()
  }
}
