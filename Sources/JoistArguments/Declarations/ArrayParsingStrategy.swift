/// How many values follow the name of an option that holds an array.
public enum ArrayParsingStrategy: Sendable {
  /// One; the name is repeated for each: `--topic a --topic b`.
  case singleValue
  /// All up to the next word with a dash: `--topics a b`.
  case upToNextOption
}
