public import Rows

/// Reads rows from the text of a document, in one pass, where nothing in it is rare.
///
/// It reads what ``JSONReader`` would read, or gives up: where the document is malformed or does not fit the type, and where it has
/// escapes, numbers with more digits than a `Double` holds, and the like. ``JSONParser`` then reads the document again from a tape,
/// which also says what is wrong.
@usableFromInline
struct JSONTextReader: FieldReader, ~Copyable {
  /// This reader cannot read the document. It does not say why.
  @usableFromInline
  struct GivenUp: Error {
    @inlinable
    init() {}
  }

  @usableFromInline typealias Failure = GivenUp

  /// The next byte. Up to `end`, it can be read without a look at where the text ends: the last byte closes an array or an object,
  /// and no number, space or name goes beyond it.
  @usableFromInline var cursor: UnsafeRawPointer
  /// Where the text ends, without space after it.
  @usableFromInline let end: UnsafeRawPointer
  /// Where the value begins that was come to last. A type that reads nothing there has not read the document.
  @usableFromInline var valueStart: UnsafeRawPointer
  /// How many rows, arrays and maps are open.
  @usableFromInline var depth = 0
  /// Whether it has given up, also where a type has caught that.
  @usableFromInline var hasGivenUp = false

  /// A reader of a document; nil for one that is no array and no object.
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

  /// Reads a whole document; nil where it cannot.
  @inlinable
  static func read<Value: RowValue>(_ type: Value.Type, from text: UnsafeRawBufferPointer) -> Value? {
    guard var reader = JSONTextReader(text), let value = try? Value.read(from: &reader) else { return nil }
    return reader.cursor == reader.end && !reader.hasGivenUp ? value : nil
  }

  /// Fields come with their names.
  @inlinable
  static var isPositional: Bool { false }

  // MARK: Bytes

  /// The next byte.
  @inlinable @inline(__always)
  var byte: UInt8 { cursor.load(as: UInt8.self) }

  static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 }

  /// Passes over space, of which there is none or one byte as a rule.
  @inlinable @inline(__always)
  mutating func passSpace() {
    if byte > 0x20 { return }
    // The last byte of the document is no space, so another one follows.
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

  /// Passes over a byte that must be there.
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
  /// Where an object stands.
  @usableFromInline
  struct Fields {
    /// Whether no name has been read.
    @usableFromInline var isFirst = true
    /// The field that comes next if fields come in the row's order.
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

  /// Passes over a plain name, if that is what comes.
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

  /// Goes to the next name of an object; false at its end.
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

  /// Passes over the colon after a name.
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
  /// Where an array or a map stands.
  @usableFromInline
  struct Elements {
    /// The byte at its end.
    @usableFromInline let closing: UInt8
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

  /// Not known.
  @inlinable
  func expectedCount(of elements: Elements) -> Int { 0 }

  @inlinable
  mutating func readKey() throws(GivenUp) -> String {
    let key = try readText()
    try passColon()
    return key
  }

  /// Goes into an array or an object, to its first byte that is no space.
  @inlinable @inline(__always)
  mutating func open(_ opening: UInt8) throws(GivenUp) {
    guard depth < JSONReader.maximumDepth else { throw giveUp() }
    try pass(opening)
    depth &+= 1
    passSpace()
  }

  /// Passes over the end of an array or an object.
  @inlinable @inline(__always)
  mutating func close() throws(GivenUp) {
    cursor += 1
    depth &-= 1
    if depth > 0, cursor == end { throw giveUp() }
  }

  /// Goes on after a value, of which something has been read.
  ///
  /// - Returns: whether another one comes.
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
  var place: Int { 0 }

  @inlinable
  func failure(_ reason: String, at place: Int) -> GivenUp { GivenUp() }

  @inlinable
  func missingField(_ name: StaticString, in fields: Fields) -> GivenUp { GivenUp() }

  @inlinable
  func duplicateField(_ name: StaticString, in fields: Fields) -> GivenUp { GivenUp() }

  @inlinable
  func failure(_ error: GivenUp, inField name: StaticString) -> GivenUp { error }
}
