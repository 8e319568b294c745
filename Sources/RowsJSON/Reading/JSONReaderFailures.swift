import Rows

// A failure happens at a word. `JSONScanner` finds the word's field and position in the text when the error is made.

extension JSONReader {
  /// The index of the next word of the tape.
  @inlinable @inline(__always)
  public var position: Int { index }

  /// The failure for a value that its type refuses.
  public func failure(_ reason: String, at position: Int) -> JSONError {
    let (path, offset) = JSONScanner.location(ofWord: position, in: text)
    return JSONError(reason: reason, path: path, offset: offset, in: text)
  }

  /// The failure for a missing field, at the position of its object.
  public func missingField(_ name: StaticString, in fields: Fields) -> JSONError {
    let other = OtherSpelling.of("\(name)", in: text)
    let hint = other.map { "; the document has \"\($0)\": use @Field(\"\($0)\") or @Row(names:)" } ?? ""
    return failure("missing" + hint, of: name, atWord: fields.start)
  }

  /// The failure for a name that occurs twice, at the position of the second. The reader is at its value.
  public func duplicateField(_ name: StaticString, in fields: Fields) -> JSONError {
    failure("duplicate name", of: name, atWord: index - 1)
  }

  /// The failure unchanged: it already names its field.
  @inlinable
  public func failure(_ error: JSONError, inField name: StaticString) -> JSONError { error }

  private func failure(_ reason: String, of name: StaticString, atWord word: Int) -> JSONError {
    let (path, offset) = JSONScanner.location(ofWord: word, in: text)
    return JSONError(
      reason: reason, path: path.isEmpty ? "\(name)" : "\(path).\(name)", offset: offset, in: text)
  }

  // MARK: For this module

  /// The failure for a missing field, at the position of its object.
  func missingField(_ path: ArraySlice<String>, inObjectAt word: Int) -> JSONError {
    let offset = JSONScanner.location(ofWord: word, in: text).offset
    return JSONError(reason: "missing", path: path.joined(separator: "."), offset: offset, in: text)
  }

  @usableFromInline @inline(never)
  func mismatch(_ expected: StaticString) -> JSONError { failure("expected \(expected), found \(found)", at: index) }

  /// The failure for another value than a string, or a string that is not valid Unicode.
  @usableFromInline @inline(never)
  func notString(_ expected: StaticString = "a string") -> JSONError {
    guard tag == Tape.brokenString else { return mismatch(expected) }
    return failure("the string is not valid Unicode", at: index)
  }

  @usableFromInline @inline(never)
  func tooDeep() -> JSONError {
    failure("values are nested more deeply than \(Self.maximumDepth) levels", at: index)
  }

  @usableFromInline @inline(never)
  func notWhole() -> JSONError { failure("the number is not an integer of at most 64 bits", at: index) }

  /// The failure for a time outside Beam's range.
  /// - Parameter hint: a possible cause, added to the reason.
  func timeOutOfRange(_ hint: String = "", at word: Int) -> JSONError {
    failure("the time is not between \(Timestamp.min.iso8601) and \(Timestamp.max.iso8601)\(hint)", at: word)
  }

  @usableFromInline @inline(never)
  func outOfRange(_ type: String) -> JSONError { failure("the number is out of the range of \(type)", at: index) }

  /// A description of the next word.
  private var found: String {
    switch tag {
    case Tape.openObject: "an object"
    case Tape.openArray: "an array"
    case Tape.closeObject, Tape.closeArray, Tape.root: "the end"
    case Tape.string, Tape.brokenString: "a string"
    case Tape.yes: "true"
    case Tape.no: "false"
    case Tape.null: "null"
    default: "a number"
    }
  }
}
