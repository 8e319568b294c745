// Importing Joist also imports the SDK, the command-line options, and the embedded runner.
@_exported public import Beam
@_exported public import JoistArguments
@_exported public import JoistRunner
