// JoistRunner
