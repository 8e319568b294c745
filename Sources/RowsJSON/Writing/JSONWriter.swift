public import Rows

/// Writes rows as JSON: compact, in the row's order, fields that are nil left out.
///
/// Made by ``Rows/RawWriter/write(json:)``; types see it through `FieldWriter`.
public struct JSONWriter: FieldWriter, ~Copyable {
  /// Where the text goes.
  @usableFromInline var output: RawWriter

  @inlinable
  init(_ output: consuming RawWriter) { self.output = output }

  @inlinable
  consuming func finish() -> RawWriter { output }

  /// Fields come with their names.
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

  /// Writes a comma, unless what encloses the next value has just been opened. Room is there.
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

  /// Writes what stands before an element.
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

// MARK: One value alone

extension RawWriter {
  /// Writes a value as JSON, after what has been written already.
  ///
  /// Not-a-number and the infinities become `"NaN"`, `"Infinity"` and `"-Infinity"`; bytes a string in base 64; a
  /// `Timestamp` a string in ISO 8601.
  @inlinable
  public mutating func write<Value: RowValue>(json value: borrowing Value) {
    var writer = JSONWriter(self)
    Value.write(value, to: &writer)
    self = writer.finish()
  }
}

extension Bytes {
  /// A value as JSON: see ``Rows/RawWriter/write(json:)``.
  @inlinable
  public init<Value: RowValue>(json value: borrowing Value) {
    var writer = RawWriter(capacity: 512)
    writer.write(json: value)
    self = writer.takeBytes()
  }
}

extension String {
  /// A value as JSON: see ``Rows/RawWriter/write(json:)``.
  @inlinable
  public init<Value: RowValue>(json value: borrowing Value) {
    var writer = RawWriter(capacity: 512)
    writer.write(json: value)
    self = String(decoding: writer.bytes, as: UTF8.self)
  }
}
