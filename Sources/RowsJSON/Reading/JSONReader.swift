public import Rows

/// Reads rows from the tape of a parsed JSON document.
///
/// ``JSONParser`` makes it; types use it as a `FieldReader`.
public struct JSONReader: FieldReader, ~Copyable {
  /// A ``JSONError``, which names the field and the position.
  public typealias Failure = JSONError

  /// The most levels of nested rows, arrays and maps that are read. Skipped values may be nested more deeply.
  @inlinable
  static var maximumDepth: Int { 256 }

  // SAFETY: `tape`, `strings` and `text` are valid as long as the reader: see `JSONParser.parse`. `index` never goes
  // beyond the root word at the end of the tape, which matches no value. Payloads are offsets within `strings` and
  // `text`, by the tape's format.

  /// The tape of the document.
  @usableFromInline let tape: UnsafePointer<UInt64>
  /// The strings that words of the tape refer to.
  @usableFromInline let strings: UnsafePointer<UInt8>
  /// The document, to find the position of a failure.
  let text: UnsafeRawBufferPointer
  /// The index of the next word.
  @usableFromInline var index = 1
  /// The negative zeros of the document.
  @usableFromInline var negativeZeros = NegativeZeros()
  /// The number of rows, arrays and maps that contain the next value.
  @usableFromInline var depth = 0

  /// A reader of a document whose memory outlives it.
  init(tape: UnsafePointer<UInt64>, strings: UnsafePointer<UInt8>, text: UnsafeRawBufferPointer) {
    self.tape = tape
    self.strings = strings
    self.text = text
  }

  /// False: fields have names.
  @inlinable @inline(__always)
  public static var isPositional: Bool { false }

  // MARK: Words

  /// The next word's tag.
  @inlinable @inline(__always)
  var tag: UInt8 { UInt8(truncatingIfNeeded: tape[index] &>> 56) }

  /// The next word's payload.
  @inlinable @inline(__always)
  var payload: Int { Int(truncatingIfNeeded: tape[index] & Tape.payloadMask) }

  /// The bytes of the string at the next word.
  @inlinable @inline(__always)
  var stringBytes: UnsafeRawBufferPointer {
    let start = UnsafeRawPointer(strings + payload)
    let count = start.loadUnaligned(as: UInt32.self)
    return UnsafeRawBufferPointer(start: start + 4, count: Int(truncatingIfNeeded: count))
  }
}

// MARK: Rows

extension JSONReader {
  /// The state of an object.
  public struct Fields {
    /// The index of the object's first word.
    @usableFromInline let start: Int

    @inlinable
    init(start: Int) { self.start = start }
  }

  /// Begins an object.
  @inlinable @inline(__always)
  public mutating func beginRow<T: Row>(_ type: T.Type) throws(JSONError) -> Fields {
    Fields(start: try open(Tape.openObject, "an object"))
  }

  /// Moves to the value of the next name.
  @inlinable @inline(__always)
  public mutating func nextField<T: Row>(of type: T.Type, in fields: inout Fields) throws(JSONError) -> Int? {
    let tag = tag
    if tag != Tape.string { return try endOrBrokenName() }
    let name = stringBytes
    index &+= 1
    return T.fieldIndex(of: name)
  }

  /// Ends the object, or skips a name that is not valid Unicode.
  @inlinable
  mutating func endOrBrokenName() throws(JSONError) -> Int? {
    if tag == Tape.brokenString {
      index &+= 1
      return -1
    }
    try close(Tape.closeObject)
    return nil
  }

  /// False: an absent field has no name.
  @inlinable
  public func isAbsent(_ index: Int, in fields: Fields) -> Bool { false }

  /// Does nothing: ``nextField(of:in:)`` ends the object.
  @inlinable
  public mutating func endRow<T: Row>(_ type: T.Type, _ fields: Fields) throws(JSONError) {}

  /// Moves to the value of an object's field. The rest of the object is not read.
  /// - Parameter path: the names from the document to the field.
  /// - Throws: ``JSONError`` if the next value is not an object, or has no such field.
  mutating func enterField(_ path: ArraySlice<String>) throws(JSONError) {
    let start = try open(Tape.openObject, "an object")
    let wanted = path.last ?? ""
    while tag == Tape.string || tag == Tape.brokenString {
      let isWanted = tag == Tape.string && wanted.utf8.elementsEqual(stringBytes)
      index &+= 1
      if isWanted { return }
      try skipValue()
    }
    throw missingField(path, inObjectAt: start)
  }

  /// Skips a value of any kind.
  @inlinable
  public mutating func skipValue() throws(JSONError) {
    switch tag {
    case Tape.openObject, Tape.openArray: index = Int(truncatingIfNeeded: tape[index] & Tape.endMask)
    case Tape.signed, Tape.unsigned, Tape.double, Tape.hugeNumber: index &+= 2
    case Tape.string, Tape.yes, Tape.no, Tape.null, Tape.brokenString: index &+= 1
    default: try mismatch("a value").raise()
    }
  }
}

// MARK: Arrays and maps

extension JSONReader {
  /// The number of elements of an array, as a hint; 0 for maps.
  public struct Elements {
    @usableFromInline let expected: Int

    @inlinable
    init(expected: Int) { self.expected = expected }
  }

  /// Begins an array.
  @inlinable
  public mutating func beginArray() throws(JSONError) -> Elements {
    let start = try open(Tape.openArray, "an array")
    return Elements(expected: Int(truncatingIfNeeded: tape[start] &>> 32 & Tape.maximumCount))
  }

  /// Begins an object whose names are keys.
  @inlinable
  public mutating func beginMap() throws(JSONError) -> Elements {
    _ = try open(Tape.openObject, "an object")
    return Elements(expected: 0)
  }

  /// Moves to the next element or key.
  @inlinable @inline(__always)
  public mutating func nextElement(in elements: inout Elements) throws(JSONError) -> Bool {
    if tag != Tape.closeArray, tag != Tape.closeObject { return true }
    index &+= 1
    depth &-= 1
    return false
  }

  /// The number of elements of an array; 0 for maps.
  @inlinable
  public func expectedCount(of elements: Elements) -> Int { elements.expected }

  /// Reads a name.
  @inlinable
  public mutating func readKey() throws(JSONError) -> String { try read(String.self) }

  /// Begins an array or an object.
  ///
  /// - Returns: the index of its first word.
  @inlinable @inline(__always)
  mutating func open(_ expected: UInt8, _ name: StaticString) throws(JSONError) -> Int {
    guard tag == expected else { try mismatch(name).raise() }
    guard depth < Self.maximumDepth else { try tooDeep().raise() }
    let start = index
    depth &+= 1
    index &+= 1
    return start
  }

  @inlinable
  mutating func close(_ expected: UInt8) throws(JSONError) {
    guard tag == expected else { try mismatch("a name").raise() }
    index &+= 1
    depth &-= 1
  }
}
