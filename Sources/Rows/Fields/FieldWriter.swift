/// A format that rows are written to.
///
/// Writing does not fail: what a format cannot hold, it replaces as its documentation says.
public protocol FieldWriter: ~Copyable {
  /// Whether fields are told by their place, so that those left out are announced when the row begins.
  static var isPositional: Bool { get }

  // MARK: Rows

  /// Begins a row.
  ///
  /// - Parameter nulls: which fields will be left out. Named formats do not look at it.
  mutating func beginRow(fieldCount: Int, nulls: NullBits)

  /// Begins a field; its value follows.
  mutating func beginField(_ name: StaticString)

  /// Ends the row.
  mutating func endRow()

  // MARK: Arrays and maps

  /// Begins an array of so many elements.
  mutating func beginArray(count: Int)

  /// Begins an element; its value follows.
  mutating func beginElement()

  /// Ends the array.
  mutating func endArray()

  /// Begins a map of so many entries.
  mutating func beginMap(count: Int)

  /// Writes the key of an entry; its value follows.
  mutating func writeKey(_ key: borrowing String)

  /// Ends the map.
  mutating func endMap()

  // MARK: Values

  /// Writes that there is no value.
  mutating func writeNull()

  /// Announces a value in a place where there might be none; it follows.
  mutating func writePresent()

  /// Writes a truth value.
  mutating func write(_ value: Bool)

  /// Writes an integer.
  mutating func write<Integer: FixedWidthInteger & BitwiseCopyable>(integer value: Integer)

  /// Writes a number.
  mutating func write(_ value: Double)

  /// Writes a number.
  mutating func write(_ value: Float)

  /// Writes a text.
  mutating func write(_ value: borrowing String)

  /// Writes bytes.
  mutating func write(_ value: borrowing Bytes)

  /// Writes a point in time.
  mutating func write(_ value: Timestamp)
}

extension FieldWriter where Self: ~Copyable {
  /// Writes a field, or nothing if its value is one that is left out.
  @inlinable @inline(__always)
  public mutating func writeField<Value: RowValue>(_ name: StaticString, _ value: borrowing Value) {
    if Value.isAbsent(value) { return }
    beginField(name)
    Value.writeField(value, to: &self)
  }
}
