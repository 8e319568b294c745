// JoistEngine
