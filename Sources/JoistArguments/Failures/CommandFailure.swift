/// A failure together with the command whose arguments it is about, so that the message can show that command's usage.
struct CommandFailure: Error {
  /// From the root command to the one meant.
  var command: CommandPath
  var cause: any Error
}
