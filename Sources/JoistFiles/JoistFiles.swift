// JoistFiles
