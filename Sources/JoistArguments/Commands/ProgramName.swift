/// The name of a program, in its help and its messages.
package enum ProgramName {
  /// The name of the program with this root command: the configured name, or that of the program's file, so that users
  /// can type what they read.
  package static func of(_ command: any ParsableArguments.Type, _ configuration: CommandConfiguration) -> String {
    configuration.commandName ?? ofFile ?? String(describing: command).kebabCased
  }

  /// The name of this program's file; nil in a process that runs tests.
  private static let ofFile: String? = {
    guard let file = CommandLine.arguments.first?.split(separator: "/").last else { return nil }
    return file.hasSuffix(".xctest") || file == "xctest" || file == "swiftpm-testing-helper" ? nil : String(file)
  }()
}
