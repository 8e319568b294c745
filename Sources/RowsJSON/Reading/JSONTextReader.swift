public import Rows

/// Reads rows directly from the text of a document, in one pass. This is the fast path for common documents.
///
/// It reads the same values as ``JSONReader`` or gives up: on malformed documents, documents that do not fit the type,
/// and documents with escapes, numbers with more digits than a `Double` holds, and the like. ``JSONParser`` then reads
/// the document again from a tape, with the right error if there is one.
@usableFromInline
struct JSONTextReader: FieldReader, ~Copyable {
  /// The error of a reader that gives up. It has no reason.
  @usableFromInline
  struct GivenUp: Error {
    @inlinable
    init() {}
  }

  @usableFromInline typealias Failure = GivenUp

  // SAFETY: the text outlives the reader, which lives only within `read`. The last byte of the text closes an array or
  // an object. A number, space or word stops at that byte at the latest, and a string that reaches `end` is given up
  // on. So `cursor` passes the last byte only when the outermost value closes. A type that reads a single value, as it
  // must, reads nothing after that.

  /// The address of the next byte.
  @usableFromInline var cursor: UnsafeRawPointer
  /// The end of the text without trailing space.
  @usableFromInline let end: UnsafeRawPointer
  /// The start of the last value reached. If a type has read nothing there, the reader gives up.
  @usableFromInline var valueStart: UnsafeRawPointer
  /// The number of rows, arrays and maps that contain the next value.
  @usableFromInline var depth = 0
  /// Whether the reader has given up. Kept here since a type may catch the error.
  @usableFromInline var hasGivenUp = false

  /// A reader of a document; nil if the document is not an array or an object.
  @usableFromInline
  init?(_ text: UnsafeRawBufferPointer) {
    guard let start = text.baseAddress else { return nil }
    var end = start + text.count
    while end > start, Self.isSpace((end - 1).load(as: UInt8.self)) { end -= 1 }
    guard end > start else { return nil }
    let last = (end - 1).load(as: UInt8.self)
    guard last == UInt8(ascii: "}") || last == UInt8(ascii: "]") else { return nil }
    cursor = start
    valueStart = start
    self.end = end
    passSpace()
  }

  /// Reads a document; nil if the reader gives up.
  @inlinable
  static func read<Value: RowValue>(_ type: Value.Type, from text: UnsafeRawBufferPointer) -> Value? {
    guard var reader = JSONTextReader(text), let value = try? Value.read(from: &reader) else { return nil }
    return reader.cursor == reader.end && !reader.hasGivenUp ? value : nil
  }

  /// False: fields have names.
  @inlinable
  static var isPositional: Bool { false }

  // MARK: Bytes

  /// The next byte.
  @inlinable @inline(__always)
  var byte: UInt8 { cursor.load(as: UInt8.self) }

  static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 }

  /// Skips space. The common cases, no space or one byte, are inline.
  @inlinable @inline(__always)
  mutating func passSpace() {
    if byte > 0x20 { return }
    // The last byte of the document is not a space, so there is another byte.
    if byte == 0x20, cursor.load(fromByteOffset: 1, as: UInt8.self) > 0x20 {
      cursor += 1
    } else {
      passLongSpace()
    }
  }

  @usableFromInline @inline(never)
  mutating func passLongSpace() {
    while Self.isSpace(byte) { cursor += 1 }
  }

  /// Skips a byte, which must be the expected one.
  @inlinable @inline(__always)
  mutating func pass(_ expected: UInt8) throws(GivenUp) {
    guard byte == expected else { throw giveUp() }
    cursor += 1
  }

  @usableFromInline @inline(never)
  mutating func giveUp() -> GivenUp {
    hasGivenUp = true
    return GivenUp()
  }
}

// MARK: Rows

extension JSONTextReader {
  /// The state of an object.
  @usableFromInline
  struct Fields {
    /// Whether no name has been read yet.
    @usableFromInline var isFirst = true
    /// The index of the next field if fields are in the row's order.
    @usableFromInline var expected = 0

    @inlinable
    init() {}
  }

  @inlinable @inline(__always)
  mutating func beginRow<T: Row>(_ type: T.Type) throws(GivenUp) -> Fields {
    try open(UInt8(ascii: "{"))
    return Fields()
  }

  @inlinable @inline(__always)
  mutating func nextField<T: Row>(of type: T.Type, in fields: inout Fields) throws(GivenUp) -> Int? {
    guard try nextName(isFirst: fields.isFirst) else { return nil }
    fields.isFirst = false
    var field = fields.expected
    if !T.hasPlainFieldNames || field >= T.fieldCount || !passName(T.fieldName(at: field)) {
      field = T.fieldIndex(of: try scanString().bytes)
    }
    if field >= 0 { fields.expected = field &+ 1 }
    try passColon()
    return field
  }

  /// Skips a plain name in quotes, if it is next.
  /// - Returns: whether it was.
  @inlinable @inline(__always)
  mutating func passName(_ name: StaticString) -> Bool {
    let count = name.utf8CodeUnitCount
    guard end - cursor > count &+ 2, byte == UInt8(ascii: "\""),
      cursor.load(fromByteOffset: count &+ 1, as: UInt8.self) == UInt8(ascii: "\""),
      (cursor + 1).hasSameBytes(as: UnsafeRawPointer(name.utf8Start), count: count)
    else { return false }
    cursor += count &+ 2
    return true
  }

  /// Moves to the next name of an object; false at its end.
  @inlinable @inline(__always)
  mutating func nextName(isFirst: Bool) throws(GivenUp) -> Bool {
    if !isFirst, try finishValue() { return true }
    guard byte == UInt8(ascii: "}") else {
      if isFirst { return true }
      throw giveUp()
    }
    try close()
    return false
  }

  /// Skips the colon after a name.
  @inlinable @inline(__always)
  mutating func passColon() throws(GivenUp) {
    passSpace()
    try pass(UInt8(ascii: ":"))
    passSpace()
    valueStart = cursor
  }

  @inlinable
  func isAbsent(_ index: Int, in fields: Fields) -> Bool { false }

  @inlinable
  mutating func endRow<T: Row>(_ type: T.Type, _ fields: Fields) throws(GivenUp) {}
}

// MARK: Arrays and maps

extension JSONTextReader {
  /// The state of an array or a map.
  @usableFromInline
  struct Elements {
    /// The byte that closes it.
    @usableFromInline let closing: UInt8
    /// Whether no element has been read yet.
    @usableFromInline var isFirst = true

    @inlinable
    init(closing: UInt8) { self.closing = closing }
  }

  @inlinable
  mutating func beginArray() throws(GivenUp) -> Elements {
    try open(UInt8(ascii: "["))
    return Elements(closing: UInt8(ascii: "]"))
  }

  @inlinable
  mutating func beginMap() throws(GivenUp) -> Elements {
    try open(UInt8(ascii: "{"))
    return Elements(closing: UInt8(ascii: "}"))
  }

  @inlinable
  mutating func nextElement(in elements: inout Elements) throws(GivenUp) -> Bool {
    let goesOn: Bool
    if elements.isFirst {
      elements.isFirst = false
      goesOn = byte != elements.closing
    } else {
      goesOn = try finishValue()
    }
    if goesOn {
      valueStart = cursor
      return true
    }
    guard byte == elements.closing else { throw giveUp() }
    try close()
    return false
  }

  /// 0: the number is unknown.
  @inlinable
  func expectedCount(of elements: Elements) -> Int { 0 }

  @inlinable
  mutating func readKey() throws(GivenUp) -> String {
    let key = try readString()
    try passColon()
    return key
  }

  /// Begins an array or an object, and skips space after the bracket.
  @inlinable @inline(__always)
  mutating func open(_ opening: UInt8) throws(GivenUp) {
    guard depth < JSONReader.maximumDepth else { throw giveUp() }
    try pass(opening)
    depth &+= 1
    passSpace()
  }

  /// Ends an array or an object.
  @inlinable @inline(__always)
  mutating func close() throws(GivenUp) {
    cursor += 1
    depth &-= 1
    if depth > 0, cursor == end { throw giveUp() }
  }

  /// Skips the comma after a value. Gives up if nothing of the value has been read.
  ///
  /// - Returns: whether there was a comma, so that another value must follow.
  @inlinable @inline(__always)
  mutating func finishValue() throws(GivenUp) -> Bool {
    if cursor == valueStart { throw giveUp() }
    passSpace()
    guard byte == UInt8(ascii: ",") else { return false }
    cursor += 1
    passSpace()
    return true
  }
}

// MARK: Failures

extension JSONTextReader {
  @inlinable
  var position: Int { 0 }

  @inlinable
  func failure(_ reason: String, at position: Int) -> GivenUp { GivenUp() }

  @inlinable
  func missingField(_ name: StaticString, in fields: Fields) -> GivenUp { GivenUp() }

  @inlinable
  func duplicateField(_ name: StaticString, in fields: Fields) -> GivenUp { GivenUp() }

  @inlinable
  func failure(_ error: GivenUp, inField name: StaticString) -> GivenUp { error }
}
