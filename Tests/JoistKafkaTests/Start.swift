// JoistKafka
