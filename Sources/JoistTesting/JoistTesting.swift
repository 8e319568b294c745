// JoistTesting
