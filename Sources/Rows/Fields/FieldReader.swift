/// Reads rows from a format.
///
/// A reader is at a value; reading the value moves the reader to the next one. In a *positional* format, fields are in
/// the order of the row and are identified by their position (Beam's row format). In a *named* format, each field has a
/// name (JSON).
public protocol FieldReader: ~Copyable {
  /// Why reading failed. It names the field and the position as far as the format allows.
  associatedtype Failure: Error

  /// The state of a row that is being read.
  associatedtype Fields

  /// The state of an array or a map that is being read.
  associatedtype Elements

  /// Whether the format is positional.
  static var isPositional: Bool { get }

  // MARK: Rows

  /// Begins a row.
  mutating func beginRow<T: Row>(_ type: T.Type) throws(Failure) -> Fields

  /// Moves to the next field that is present.
  ///
  /// - Returns: the field's index in the row; -1 for an unknown field, which the caller must skip with ``skipValue()``;
  ///   nil at the end of the row, when the reader is after the row.
  mutating func nextField<T: Row>(of type: T.Type, in fields: inout Fields) throws(Failure) -> Int?

  /// Whether a field is absent. Positional formats only.
  func isAbsent(_ index: Int, in fields: Fields) -> Bool

  /// Ends a row after all its fields have been read by index. Positional formats only.
  mutating func endRow<T: Row>(_ type: T.Type, _ fields: Fields) throws(Failure)

  /// Skips the next value. Named formats only.
  mutating func skipValue() throws(Failure)

  // MARK: Arrays and maps

  /// Begins an array.
  mutating func beginArray() throws(Failure) -> Elements

  /// Begins a map.
  mutating func beginMap() throws(Failure) -> Elements

  /// Moves to the next element of an array or key of a map.
  /// - Returns: false at the end, when the reader is after the array or map.
  mutating func nextElement(in elements: inout Elements) throws(Failure) -> Bool

  /// A lower bound of the number of remaining elements, 0 if unknown; for reserving memory.
  func expectedCount(of elements: Elements) -> Int

  /// Reads the key of a map's entry; its value is next.
  mutating func readKey() throws(Failure) -> String

  // MARK: Values

  /// The kind of the next value; ``ValueKind/unknown`` if the format does not tell.
  func nextKind() -> ValueKind

  /// Skips the next value if it is null.
  /// - Returns: whether it was null. If not, the value can be read.
  mutating func readNull() throws(Failure) -> Bool

  /// Reads a Boolean.
  mutating func read(_ type: Bool.Type) throws(Failure) -> Bool

  /// Reads an integer.
  /// - Throws: if it does not fit the type.
  mutating func read<Integer: FixedWidthInteger & BitwiseCopyable>(
    integer type: Integer.Type
  ) throws(Failure) -> Integer

  /// Reads a floating-point number.
  mutating func read(_ type: Double.Type) throws(Failure) -> Double

  /// Reads a floating-point number.
  mutating func read(_ type: Float.Type) throws(Failure) -> Float

  /// Reads a string.
  mutating func read(_ type: String.Type) throws(Failure) -> String

  /// Reads a byte string; in JSON, text in base64.
  mutating func read(_ type: Bytes.Type) throws(Failure) -> Bytes

  /// Reads a timestamp.
  mutating func read(_ type: Timestamp.Type) throws(Failure) -> Timestamp

  // MARK: Failures

  /// Identifies the next value, for ``failure(_:at:)``. Only this reader gives it a meaning.
  var position: Int { get }

  /// The failure for a value that its type refuses after reading it.
  /// - Parameters:
  ///   - reason: what is wrong, for people.
  ///   - position: the ``position`` before the value was read.
  func failure(_ reason: String, at position: Int) -> Failure

  /// The failure for a missing field. Named formats only.
  func missingField(_ name: StaticString, in fields: Fields) -> Failure

  /// The failure for a field that occurs twice. Named formats only.
  func duplicateField(_ name: StaticString, in fields: Fields) -> Failure

  /// A failure with the name of its field added. Formats whose failures already name the field return it unchanged.
  func failure(_ error: Failure, inField name: StaticString) -> Failure
}

/// The kind of a value, in a format that tells.
public enum ValueKind: Sendable, Hashable {
  /// The format does not tell; the caller must know the type.
  case unknown
  /// Null: an optional without a value.
  case null
  /// True or false.
  case boolean
  /// A number, with or without a fraction.
  case number
  /// A string; in JSON, it may also stand for bytes or a time.
  case string
  /// An array of values.
  case array
  /// A row or a map.
  case row
}

// MARK: For generated code

extension FieldReader where Self: ~Copyable {
  /// Reads the field at an index, which must be the next in the row's order. An absent optional field gets its default.
  /// Positional formats only.
  @inlinable @inline(__always)
  public mutating func readField<Value: RowValue>(_ index: Int, in fields: Fields) throws(Failure) -> Value {
    if isAbsent(index, in: fields) {
      if let value = Value.valueIfAbsent { return value }
      try raise(failure("missing", at: position))
    }
    return try Value.readField(from: &self)
  }

  /// Throws `error` out of line, for the reason given at `CoderError.raise()`.
  @usableFromInline @inline(never)
  func raise(_ error: Failure) throws(Failure) -> Never { throw error }
}
