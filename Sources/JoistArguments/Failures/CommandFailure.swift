/// An error with its command, whose usage the message shows.
struct CommandFailure: Error {
  /// The path to the command.
  var command: CommandPath
  var cause: any Error
}
