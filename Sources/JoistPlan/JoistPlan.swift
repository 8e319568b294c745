// JoistPlan
