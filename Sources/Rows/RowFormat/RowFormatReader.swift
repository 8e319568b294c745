// Beam's row format, read. An encoding may have fewer fields than we know (the others are missing), more of them (if
// those are null: what they would hold cannot be told), and a bitmap that is shorter than the fields.

extension RawReader: FieldReader {
  /// What goes wrong: ``CoderError``, with the fields around it.
  public typealias Failure = CoderError

  /// The fields of a row: which are there.
  public struct Fields {
    /// Of the first 64 fields, those that are null or beyond the end of the encoding.
    @usableFromInline let absent: UInt64
    /// How many the encoding has.
    @usableFromInline let count: Int
    /// The bitmap of those that are null.
    @usableFromInline let bitmap: UnsafeRawBufferPointer
    /// The field that comes next, for who asks one by one.
    @usableFromInline var next = 0

    @inlinable @inline(__always)
    init(count: Int, bitmap: UnsafeRawBufferPointer) {
      var absent: UInt64 = 0
      if let start = bitmap.baseAddress { absent = start.littleEndianWord(count: min(bitmap.count, 8)) }
      // A smart shift: from 64 fields on nothing is beyond the end.
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

  /// Fields are told by their place.
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
    // The limit is that of a schema's size in practice; it bounds the bitmap.
    guard count >= 0, count <= 1 &<< 20 else { try CoderError.badLength(count).raise() }
    let length = try readLength()
    guard length <= (Int(count) &+ 7) &>> 3 else { try CoderError.badLength(Int64(length)).raise() }
    return Fields(count: Int(count), bitmap: try readBytes(length))
  }

  /// Goes to the next field that is not null, in order.
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

  /// Checks that there are no more values.
  @inlinable @inline(__always)
  public mutating func endRow<T: Row>(_ type: T.Type, _ fields: Fields) throws(CoderError) {
    try endRow(fieldCount: T.fieldCount, fields)
  }

  /// Checks that there are no more values than those of so many fields.
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

  /// Always fails: a value says nothing about its length.
  public mutating func skipValue() throws(CoderError) {
    try CoderError.refused("a field that is not known cannot be passed over in Beam's row format").raise()
  }

  // MARK: Arrays and maps

  /// The elements of an array or a map that are still to come.
  public struct Elements {
    /// How many are left; of the chunk, if there are chunks.
    @usableFromInline var remaining: Int64
    /// Whether another chunk follows.
    @usableFromInline let isChunked: Bool
    /// The number that reserving memory may rely on.
    @usableFromInline let expected: Int

    @inlinable
    init(remaining: Int64, isChunked: Bool, expected: Int) {
      self.remaining = remaining
      self.isChunked = isChunked
      self.expected = expected
    }
  }

  /// Reads the count.
  @inlinable
  public mutating func beginArray() throws(CoderError) -> Elements {
    try goDeeper()
    let count = Int64(Int32(bitPattern: try readBigEndianUInt32()))
    if count == -1 { return Elements(remaining: 0, isChunked: true, expected: 0) }
    try checkCount(count, remaining: remaining)
    return Elements(remaining: count, isChunked: false, expected: min(Int(count), remaining))
  }

  /// Reads the count.
  @inlinable
  public mutating func beginMap() throws(CoderError) -> Elements { try beginArray() }

  /// Goes to the next element.
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

  /// The count, if it comes first.
  @inlinable
  public func expectedCount(of elements: Elements) -> Int { elements.expected }

  /// Reads a text.
  @inlinable
  public mutating func readKey() throws(CoderError) -> String { try String.decode(from: &self) }
}
