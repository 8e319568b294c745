public import Rows

/// Writes rows as compact JSON, with fields in the row's order and without fields that are nil.
///
/// ``Rows/RawWriter/write(json:)`` makes it; types use it as a `FieldWriter`.
public struct JSONWriter: FieldWriter, ~Copyable {
  // SAFETY: each function that writes through `output._cursor` first reserves all bytes that it stores.

  /// The destination of the text.
  @usableFromInline var output: RawWriter

  @inlinable
  init(_ output: consuming RawWriter) { self.output = output }

  @inlinable
  consuming func finish() -> RawWriter { output }

  /// False: fields have names.
  @inlinable @inline(__always)
  public static var isPositional: Bool { false }

  // MARK: Rows

  /// Writes `{`.
  @inlinable @inline(__always)
  public mutating func beginRow(fieldCount: Int, nulls: NullBits) { output.write(byte: UInt8(ascii: "{")) }

  /// Writes the name.
  @inlinable @inline(__always)
  public mutating func beginField(_ name: StaticString) {
    let count = name.utf8CodeUnitCount
    output.reserve(count &+ 4)
    separate(after: UInt8(ascii: "{"))
    let cursor = output._cursor
    cursor.pointee = UInt8(ascii: "\"")
    UnsafeMutableRawPointer(cursor + 1).copyMemory(from: name.utf8Start, byteCount: count)
    cursor[count &+ 1] = UInt8(ascii: "\"")
    cursor[count &+ 2] = UInt8(ascii: ":")
    output._cursor = cursor + (count &+ 3)
  }

  /// Writes a comma unless the next value is the first in its array or object. The caller has reserved the byte, and
  /// has written `opening` before.
  @inlinable @inline(__always)
  mutating func separate(after opening: UInt8) {
    if output._cursor[-1] != opening {
      output._cursor.pointee = UInt8(ascii: ",")
      output._cursor += 1
    }
  }

  /// Writes `}`.
  @inlinable @inline(__always)
  public mutating func endRow() { output.write(byte: UInt8(ascii: "}")) }

  // MARK: Arrays and maps

  /// Writes `[`.
  @inlinable @inline(__always)
  public mutating func beginArray(count: Int) { output.write(byte: UInt8(ascii: "[")) }

  /// Writes a comma unless the element is the first.
  @inlinable @inline(__always)
  public mutating func beginElement() {
    output.reserve(1)
    separate(after: UInt8(ascii: "["))
  }

  /// Writes `]`.
  @inlinable @inline(__always)
  public mutating func endArray() { output.write(byte: UInt8(ascii: "]")) }

  /// Writes `{`.
  @inlinable
  public mutating func beginMap(count: Int) { output.write(byte: UInt8(ascii: "{")) }

  /// Writes a name.
  @inlinable
  public mutating func writeKey(_ key: borrowing String) {
    output.reserve(1)
    separate(after: UInt8(ascii: "{"))
    write(key)
    output.write(byte: UInt8(ascii: ":"))
  }

  /// Writes `}`.
  @inlinable
  public mutating func endMap() { output.write(byte: UInt8(ascii: "}")) }
}

// MARK: Writing a single value

extension RawWriter {
  /// Appends a value as JSON.
  ///
  /// Not-a-number and the infinities become `"NaN"`, `"Infinity"` and `"-Infinity"`; bytes become a string in base64; a
  /// `Timestamp` becomes a string in ISO 8601.
  @inlinable
  public mutating func write<Value: RowValue>(json value: borrowing Value) {
    var writer = JSONWriter(self)
    Value.write(value, to: &writer)
    self = writer.finish()
  }
}

extension Bytes {
  /// The JSON of a value: see ``Rows/RawWriter/write(json:)``.
  @inlinable
  public init<Value: RowValue>(json value: borrowing Value) {
    var writer = RawWriter(capacity: 512)
    writer.write(json: value)
    self = writer.takeBytes()
  }
}

extension String {
  /// The JSON of a value: see ``Rows/RawWriter/write(json:)``.
  @inlinable
  public init<Value: RowValue>(json value: borrowing Value) {
    var writer = RawWriter(capacity: 512)
    writer.write(json: value)
    self = String(decoding: writer.bytes, as: UTF8.self)
  }
}
