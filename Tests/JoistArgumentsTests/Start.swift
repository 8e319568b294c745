// JoistArguments
