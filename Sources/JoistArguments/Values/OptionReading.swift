/// How a property's value is read from what was given for it. Made by ``OptionValue`` conformances, one per type.
public struct OptionReading<Value>: Sendable {
  /// Reads the value from one or more given texts.
  let read: @Sendable ([GivenArgument]) throws -> Value
  /// The text to take where none was given, asked once; nil: the value must be given.
  let whenAbsent: @Sendable () throws -> String?
  /// What ``whenAbsent`` takes, for the help.
  let absenceDescription: String?
  /// All values there are, where they can be listed.
  let possibleValues: [String]
  /// How a shell completes the value.
  let completion: CompletionKind
  /// Whether each further value is kept beside those before it.
  let isRepeating: Bool
  /// Whether the type itself says what stands where nothing was given, as an optional does.
  let hasAbsentValue: Bool
  /// That value.
  let absentValue: @Sendable () -> Value?

  init(
    read: @escaping @Sendable ([GivenArgument]) throws -> Value,
    whenAbsent: @escaping @Sendable () throws -> String? = { nil }, absenceDescription: String? = nil,
    possibleValues: [String] = [], completion: CompletionKind = .default, isRepeating: Bool = false,
    absent: @autoclosure @escaping @Sendable () -> Value? = nil
  ) {
    self.read = read
    self.whenAbsent = whenAbsent
    self.absenceDescription = absenceDescription
    self.possibleValues = possibleValues
    self.completion = completion
    self.isRepeating = isRepeating
    hasAbsentValue = absent() != nil
    absentValue = absent
  }
}
