/// How a property's value is read from the given texts. Each ``OptionValue`` conformance makes one.
public struct OptionReading<Value>: Sendable {
  /// Reads the value from one or more given texts.
  let read: @Sendable ([GivenArgument]) throws -> Value
  /// The text to use if none is given, called once; nil: the value must be given.
  let whenAbsent: @Sendable () throws -> String?
  /// A description of the value of ``whenAbsent``, for the help.
  let absenceDescription: String?
  /// All possible values; empty if they cannot be listed.
  let possibleValues: [String]
  /// The value of an option that is named without one; nil if it needs a value.
  let withoutValue: String?
  /// How a shell completes the value.
  let completion: CompletionKind
  /// Whether all given values are kept, not only the last.
  let isRepeating: Bool
  /// Whether the type has a value for "not given", as an optional does.
  let hasAbsentValue: Bool
  /// The value for "not given", if there is one.
  let absentValue: @Sendable () -> Value?

  init(
    read: @escaping @Sendable ([GivenArgument]) throws -> Value,
    whenAbsent: @escaping @Sendable () throws -> String? = { nil }, absenceDescription: String? = nil,
    withoutValue: String? = nil, possibleValues: [String] = [], completion: CompletionKind = .default,
    isRepeating: Bool = false,
    absent: @autoclosure @escaping @Sendable () -> Value? = nil
  ) {
    self.read = read
    self.whenAbsent = whenAbsent
    self.absenceDescription = absenceDescription
    self.withoutValue = withoutValue
    self.possibleValues = possibleValues
    self.completion = completion
    self.isRepeating = isRepeating
    hasAbsentValue = absent() != nil
    absentValue = absent
  }
}
