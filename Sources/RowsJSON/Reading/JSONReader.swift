public import Rows

/// Reads rows from a parsed JSON document: walks the tape, without a call per field.
///
/// Made by ``JSONParser``; types see it through `FieldReader`.
public struct JSONReader: FieldReader, ~Copyable {
  /// What goes wrong: ``JSONError``, with the field and the place.
  public typealias Failure = JSONError

  /// How deep rows, arrays and maps may be nested in what is read; what is passed over may be nested deeper.
  @inlinable
  static var maximumDepth: Int { 256 }

  /// The words of the document.
  @usableFromInline let tape: UnsafePointer<UInt64>
  /// The strings that the words point to.
  @usableFromInline let strings: UnsafePointer<UInt8>
  /// The document as it came, to find the place of a failure.
  let text: UnsafeRawBufferPointer
  /// The next word.
  @usableFromInline var index = 1
  /// The zeros with a sign.
  @usableFromInline var minusZeros = MinusZeros()
  /// How many rows, arrays and maps are open.
  @usableFromInline var depth = 0

  /// A reader of a document whose memory outlives it.
  init(tape: UnsafePointer<UInt64>, strings: UnsafePointer<UInt8>, text: UnsafeRawBufferPointer) {
    self.tape = tape
    self.strings = strings
    self.text = text
  }

  /// Fields come with their names.
  @inlinable @inline(__always)
  public static var isPositional: Bool { false }

  // MARK: Words

  /// The next word's tag.
  @inlinable @inline(__always)
  var tag: UInt8 { UInt8(truncatingIfNeeded: tape[index] &>> 56) }

  /// The next word's payload.
  @inlinable @inline(__always)
  var payload: Int { Int(truncatingIfNeeded: tape[index] & Tape.payloadMask) }

  /// The bytes of the string that the next word is.
  @inlinable @inline(__always)
  var stringBytes: UnsafeRawBufferPointer {
    let start = UnsafeRawPointer(strings + payload)
    let count = start.loadUnaligned(as: UInt32.self)
    return UnsafeRawBufferPointer(start: start + 4, count: Int(truncatingIfNeeded: count))
  }
}

// MARK: Rows

extension JSONReader {
  /// Where an object stands.
  public struct Fields {
    /// The object's first word.
    @usableFromInline let start: Int

    @inlinable
    init(start: Int) { self.start = start }
  }

  /// Goes into an object.
  @inlinable @inline(__always)
  public mutating func beginRow<T: Row>(_ type: T.Type) throws(JSONError) -> Fields {
    Fields(start: try open(Tape.openObject, "an object"))
  }

  /// Goes to the value of the next name.
  @inlinable @inline(__always)
  public mutating func nextField<T: Row>(of type: T.Type, in fields: inout Fields) throws(JSONError) -> Int? {
    let tag = tag
    if tag != Tape.string { return try endOrBrokenName() }
    let name = stringBytes
    index &+= 1
    return T.fieldIndex(of: name)
  }

  /// Leaves the object, or passes over a name that is no text.
  @inlinable
  mutating func endOrBrokenName() throws(JSONError) -> Int? {
    if tag == Tape.brokenString {
      index &+= 1
      return -1
    }
    try close(Tape.closeObject)
    return nil
  }

  /// Nothing is left out by its place.
  @inlinable
  public func isAbsent(_ index: Int, in fields: Fields) -> Bool { false }

  /// Nothing: ``nextField(of:in:)`` leaves the object.
  @inlinable
  public mutating func endRow<T: Row>(_ type: T.Type, _ fields: Fields) throws(JSONError) {}

  /// Passes over a value, whatever it is.
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
  /// Where an array or a map stands: how many elements it says it has.
  public struct Elements {
    @usableFromInline let expected: Int

    @inlinable
    init(expected: Int) { self.expected = expected }
  }

  /// Goes into an array.
  @inlinable
  public mutating func beginArray() throws(JSONError) -> Elements {
    let start = try open(Tape.openArray, "an array")
    return Elements(expected: Int(truncatingIfNeeded: tape[start] &>> 32 & Tape.maximumCount))
  }

  /// Goes into an object whose names are keys.
  @inlinable
  public mutating func beginMap() throws(JSONError) -> Elements {
    _ = try open(Tape.openObject, "an object")
    return Elements(expected: 0)
  }

  /// Goes to the next element or key.
  @inlinable @inline(__always)
  public mutating func nextElement(in elements: inout Elements) throws(JSONError) -> Bool {
    if tag != Tape.closeArray, tag != Tape.closeObject { return true }
    index &+= 1
    depth &-= 1
    return false
  }

  /// How many elements there are, as far as the document says it.
  @inlinable
  public func expectedCount(of elements: Elements) -> Int { elements.expected }

  /// Reads a name.
  @inlinable
  public mutating func readKey() throws(JSONError) -> String { try read(String.self) }

  /// Goes into an array or an object.
  ///
  /// - Returns: its first word.
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
