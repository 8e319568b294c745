// JoistPlanner
