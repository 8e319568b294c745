/// Writes rows in a format.
///
/// Writing does not fail. A format replaces values that it cannot represent, as its documentation says.
public protocol FieldWriter: ~Copyable {
  /// Whether fields are identified by their position, so that ``beginRow(fieldCount:nulls:)`` must be told which are
  /// absent.
  static var isPositional: Bool { get }

  // MARK: Rows

  /// Begins a row.
  ///
  /// - Parameter nulls: the fields that are absent. Named formats ignore it.
  mutating func beginRow(fieldCount: Int, nulls: NullBits)

  /// Begins a field; the caller writes its value next.
  mutating func beginField(_ name: StaticString)

  /// Ends the row.
  mutating func endRow()

  // MARK: Arrays and maps

  /// Begins an array with `count` elements.
  mutating func beginArray(count: Int)

  /// Begins an element; the caller writes its value next.
  mutating func beginElement()

  /// Ends the array.
  mutating func endArray()

  /// Begins a map with `count` entries.
  mutating func beginMap(count: Int)

  /// Writes the key of an entry; the caller writes its value next.
  mutating func writeKey(_ key: borrowing String)

  /// Ends the map.
  mutating func endMap()

  // MARK: Values

  /// Writes null in place of a value.
  mutating func writeNull()

  /// Says that a value that could be null is not; the caller writes the value next.
  mutating func writePresent()

  /// Writes a Boolean.
  mutating func write(_ value: Bool)

  /// Writes an integer.
  mutating func write<Integer: FixedWidthInteger & BitwiseCopyable>(integer value: Integer)

  /// Writes a floating-point number.
  mutating func write(_ value: Double)

  /// Writes a floating-point number.
  mutating func write(_ value: Float)

  /// Writes a string.
  mutating func write(_ value: borrowing String)

  /// Writes a byte string; in JSON, text in base64.
  mutating func write(_ value: borrowing Bytes)

  /// Writes a timestamp.
  mutating func write(_ value: Timestamp)
}

extension FieldWriter where Self: ~Copyable {
  /// Writes a field, unless its value is absent.
  @inlinable @inline(__always)
  public mutating func writeField<Value: RowValue>(_ name: StaticString, _ value: borrowing Value) {
    if Value.isAbsent(value) { return }
    beginField(name)
    Value.writeField(value, to: &self)
  }
}
