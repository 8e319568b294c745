// Reads Beam's row format. An encoding may have fewer fields than the type (the others are absent), or more if the
// additional ones are null, since their types are unknown. The bitmap may be shorter than the fields.

extension RawReader: FieldReader {
  /// A ``CoderError`` that names the field.
  public typealias Failure = CoderError

  /// The state of a row: which fields are present.
  public struct Fields {
    /// A bit for each of the first 64 fields that is null or beyond the end of the encoding.
    @usableFromInline let absent: UInt64
    /// The number of fields in the encoding.
    @usableFromInline let count: Int
    /// The bitmap of null fields, in the memory that is read.
    @usableFromInline let bitmap: UnsafeRawBufferPointer
    /// The field that `nextField` looks at next.
    @usableFromInline var next = 0

    @inlinable @inline(__always)
    init(count: Int, bitmap: UnsafeRawBufferPointer) {
      var absent: UInt64 = 0
      if let start = bitmap.baseAddress { absent = start.littleEndianWord(count: min(bitmap.count, 8)) }
      // The smart shift `<<` gives 0 for 64 fields and more: none of the first 64 is then beyond the end.
      self.absent = absent | ~UInt64(0) << UInt64(truncatingIfNeeded: count)
      self.count = count
      self.bitmap = bitmap
    }

    /// Whether a field beyond the first 64 is null or beyond the end.
    @usableFromInline @inline(never)
    func isHighAbsent(_ index: Int) -> Bool {
      if index >= count { return true }
      return index / 8 < bitmap.count && bitmap[index / 8] >> UInt8(index % 8) & 1 == 1
    }
  }

  /// True: fields are identified by their position.
  @inlinable @inline(__always)
  public static var isPositional: Bool { true }

  /// Reads the number of fields and the bitmap.
  @inlinable @inline(__always)
  public mutating func beginRow<T: Row>(_ type: T.Type) throws(CoderError) -> Fields { try beginRow() }

  /// Reads the number of fields and the bitmap.
  @inlinable @inline(__always)
  mutating func beginRow() throws(CoderError) -> Fields {
    try goDeeper()
    let count = Int64(bitPattern: try readVarint())
    // The limit, larger than any real schema, bounds the bitmap.
    guard count >= 0, count <= 1 &<< 20 else { try CoderError.badLength(count).raise() }
    let length = try readLength()
    guard length <= (Int(count) &+ 7) &>> 3 else { try CoderError.badLength(Int64(length)).raise() }
    return Fields(count: Int(count), bitmap: try readBytes(length))
  }

  /// Moves to the next field that is not null.
  @inlinable
  public mutating func nextField<T: Row>(of type: T.Type, in fields: inout Fields) throws(CoderError) -> Int? {
    while fields.next < T.fieldCount {
      let field = fields.next
      fields.next &+= 1
      if !isAbsent(field, in: fields) { return field }
    }
    try endRow(type, fields)
    return nil
  }

  /// Whether a field is null or beyond the end of the encoding.
  @inlinable @inline(__always)
  public func isAbsent(_ index: Int, in fields: Fields) -> Bool {
    if index < 64 { return fields.absent &>> UInt64(truncatingIfNeeded: index) & 1 == 1 }
    return fields.isHighAbsent(index)
  }

  /// Checks that the encoding has no values of unknown fields.
  @inlinable @inline(__always)
  public mutating func endRow<T: Row>(_ type: T.Type, _ fields: Fields) throws(CoderError) {
    try endRow(fieldCount: T.fieldCount, fields)
  }

  /// Checks that the encoding has no values after the first `fieldCount` fields.
  @inlinable @inline(__always)
  mutating func endRow(fieldCount: Int, _ fields: Fields) throws(CoderError) {
    depth &-= 1
    if fields.count > fieldCount { try checkUnknownFields(fields, after: fieldCount) }
  }

  @usableFromInline @inline(never)
  func checkUnknownFields(_ fields: Fields, after known: Int) throws(CoderError) {
    for index in known..<fields.count where !fields.isHighAbsent(index) {
      try CoderError.refused(
        "the encoding has \(fields.count) fields, the type \(known), and field \(index) is not null"
      ).raise()
    }
  }

  /// Always fails, since an encoded value does not tell its length.
  public mutating func skipValue() throws(CoderError) {
    try CoderError.refused("Beam's row format cannot skip an unknown field").raise()
  }

  // MARK: Arrays and maps

  /// The state of an array or a map.
  public struct Elements {
    /// The number of elements left, in this chunk if there are chunks.
    @usableFromInline var remaining: Int64
    /// Whether the elements come in chunks, with the end unknown.
    @usableFromInline let isChunked: Bool
    /// A lower bound of the number of elements, for reserving memory.
    @usableFromInline let expected: Int

    @inlinable
    init(remaining: Int64, isChunked: Bool, expected: Int) {
      self.remaining = remaining
      self.isChunked = isChunked
      self.expected = expected
    }
  }

  /// Reads the number of elements.
  @inlinable
  public mutating func beginArray() throws(CoderError) -> Elements {
    try goDeeper()
    let count = Int64(Int32(bitPattern: try readBigEndianUInt32()))
    if count == -1 { return Elements(remaining: 0, isChunked: true, expected: 0) }
    try checkCount(count, remaining: remaining)
    return Elements(remaining: count, isChunked: false, expected: min(Int(count), remaining))
  }

  /// Reads the number of entries.
  @inlinable
  public mutating func beginMap() throws(CoderError) -> Elements { try beginArray() }

  /// Moves to the next element, reading the count of the next chunk if necessary.
  @inlinable
  public mutating func nextElement(in elements: inout Elements) throws(CoderError) -> Bool {
    if elements.remaining == 0 {
      let chunk = elements.isChunked ? Int64(bitPattern: try readVarint()) : 0
      if chunk == 0 {
        depth &-= 1
        return false
      }
      try checkCount(chunk, remaining: remaining)
      elements.remaining = chunk
    }
    elements.remaining &-= 1
    return true
  }

  /// The count of an array without chunks, at most the bytes left; 0 for chunks.
  @inlinable
  public func expectedCount(of elements: Elements) -> Int { elements.expected }

  /// Reads a string.
  @inlinable
  public mutating func readKey() throws(CoderError) -> String { try String.decode(from: &self) }
}
