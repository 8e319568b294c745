/// The arguments of this process.
enum ProcessArguments {
  /// The words after the program's name.
  static var words: [String] { Array(CommandLine.arguments.dropFirst()) }
}
