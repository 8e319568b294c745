// JoistJSON
