// What an author imports: the SDK, the words for options, a program's entry and the embedded runner.
@_exported public import Beam
@_exported public import JoistArguments
@_exported public import JoistRunner
