/// A format that rows are read from.
///
/// A reader stands before a value, and reading moves it behind. Formats are *positional*, where fields come in the
/// order of the row and are told by their place (Beam's row format), or *named*, where each comes with its name (JSON).
public protocol FieldReader: ~Copyable {
  /// What goes wrong here. It names the field and the place as well as the format can.
  associatedtype Failure: Error

  /// Where a row that is being read stands.
  associatedtype Fields

  /// Where an array or a map that is being read stands.
  associatedtype Elements

  /// Whether fields come in the row's own order, without names.
  static var isPositional: Bool { get }

  // MARK: Rows

  /// Goes into a row.
  mutating func beginRow<T: Row>(_ type: T.Type) throws(Failure) -> Fields

  /// Goes to the next field that is there.
  ///
  /// - Returns: its index in the row; -1 for one that the row does not know, which must be skipped with
  ///   ``skipValue()``; nil after the last, when the reader stands behind the row.
  mutating func nextField<T: Row>(of type: T.Type, in fields: inout Fields) throws(Failure) -> Int?

  /// Whether a field is null or left out. Positional formats only.
  func isAbsent(_ index: Int, in fields: Fields) -> Bool

  /// Leaves a row all of whose fields have been read by their position. Positional formats only.
  mutating func endRow<T: Row>(_ type: T.Type, _ fields: Fields) throws(Failure)

  /// Passes over the next value. Named formats only.
  mutating func skipValue() throws(Failure)

  // MARK: Arrays and maps

  /// Goes into an array.
  mutating func beginArray() throws(Failure) -> Elements

  /// Goes into a map.
  mutating func beginMap() throws(Failure) -> Elements

  /// Goes to the next element, or to the next key of a map; false after the last.
  mutating func nextElement(in elements: inout Elements) throws(Failure) -> Bool

  /// How many elements are to come at least, as far as it is known: for reserving memory.
  func expectedCount(of elements: Elements) -> Int

  /// Reads the key of a map's entry; the value follows.
  mutating func readKey() throws(Failure) -> String

  // MARK: Values

  /// What the next value is, where the format says so; ``ValueKind/unknown`` where it does not.
  func nextKind() -> ValueKind

  /// Whether the next value is null, which is passed over then; if it is not, it can be read.
  mutating func readNull() throws(Failure) -> Bool

  /// Reads a truth value.
  mutating func read(_ type: Bool.Type) throws(Failure) -> Bool

  /// Reads an integer, and refuses one that does not fit.
  mutating func read<Integer: FixedWidthInteger & BitwiseCopyable>(
    integer type: Integer.Type
  ) throws(Failure) -> Integer

  /// Reads a number.
  mutating func read(_ type: Double.Type) throws(Failure) -> Double

  /// Reads a number.
  mutating func read(_ type: Float.Type) throws(Failure) -> Float

  /// Reads a text.
  mutating func read(_ type: String.Type) throws(Failure) -> String

  /// Reads bytes.
  mutating func read(_ type: Bytes.Type) throws(Failure) -> Bytes

  /// Reads a point in time.
  mutating func read(_ type: Timestamp.Type) throws(Failure) -> Timestamp

  // MARK: Failures

  /// Where the reader stands, for ``failure(_:at:)``.
  var place: Int { get }

  /// A failure of the value at a place, with the reason in words: for a type that refuses what it has read.
  func failure(_ reason: String, at place: Int) -> Failure

  /// The failure of a field that must be there and is not. Named formats only.
  func missingField(_ name: StaticString, in fields: Fields) -> Failure

  /// The failure of a field that was read already. Named formats only.
  func duplicateField(_ name: StaticString, in fields: Fields) -> Failure

  /// A failure, with the name of the field in which it happened. Formats that know the place anyway return it as it is.
  func failure(_ error: Failure, inField name: StaticString) -> Failure
}

/// What a value is, in a format that says so.
public enum ValueKind: Sendable, Hashable {
  /// The format does not say: its values can only be read as what they are known to be.
  case unknown
  /// No value.
  case null
  /// A truth value.
  case boolean
  /// A number.
  case number
  /// A text.
  case text
  /// An array.
  case array
  /// A row or a map.
  case row
}

// MARK: For what is generated

extension FieldReader where Self: ~Copyable {
  /// Reads the field at an index, the next one in the row's order; what may be left out gets the value for that.
  /// Positional formats only.
  @inlinable @inline(__always)
  public mutating func readField<Value: RowValue>(_ index: Int, in fields: Fields) throws(Failure) -> Value {
    if isAbsent(index, in: fields) {
      if let value = Value.valueIfAbsent { return value }
      try raise(failure("missing", at: place))
    }
    return try Value.readField(from: &self)
  }

  /// Throws an error, out of line, as `CoderError.raise()` does and for the same reason.
  /// - Throws: the error.
  @usableFromInline @inline(never)
  func raise(_ error: Failure) throws(Failure) -> Never { throw error }
}
