import Rows

// Failures know the word at which they happened; its field and place are looked for in the text when one is made.

extension JSONReader {
  /// The next word.
  @inlinable @inline(__always)
  public var place: Int { index }

  /// A refused value.
  public func failure(_ reason: String, at place: Int) -> JSONError {
    let (path, offset) = JSONScanner.place(ofWord: place, in: text)
    return JSONError(reason: reason, path: path, offset: offset, in: text)
  }

  /// A field that should be in an object, at the place of the object.
  public func missingField(_ name: StaticString, in fields: Fields) -> JSONError {
    failure("missing", of: name, atWord: fields.start)
  }

  /// A name that an object has twice, at the place of the second one. The reader stands at its value.
  public func duplicateField(_ name: StaticString, in fields: Fields) -> JSONError {
    failure("the name is there twice", of: name, atWord: index - 1)
  }

  /// The failure as it is: it knows its field.
  @inlinable
  public func failure(_ error: JSONError, inField name: StaticString) -> JSONError { error }

  private func failure(_ reason: String, of name: StaticString, atWord word: Int) -> JSONError {
    let (path, offset) = JSONScanner.place(ofWord: word, in: text)
    return JSONError(
      reason: reason, path: path.isEmpty ? "\(name)" : "\(path).\(name)", offset: offset, in: text)
  }

  // MARK: For this module's own

  @usableFromInline @inline(never)
  func mismatch(_ expected: StaticString) -> JSONError { failure("expected \(expected), found \(found)", at: index) }

  /// Something else where a string should be, or a string that is no text.
  @usableFromInline @inline(never)
  func noText(_ expected: StaticString = "a string") -> JSONError {
    guard tag == Tape.brokenString else { return mismatch(expected) }
    return failure("the string is not valid Unicode", at: index)
  }

  @usableFromInline @inline(never)
  func tooDeep() -> JSONError {
    failure("values are nested deeper than \(Self.maximumDepth) levels", at: index)
  }

  @usableFromInline @inline(never)
  func notWhole() -> JSONError { failure("the number has a fraction, or more than 64 bits", at: index) }

  /// A time outside of Beam's range.
  /// - Parameter hint: what may be wrong.
  func timeOutOfRange(_ hint: String = "", at word: Int) -> JSONError {
    failure("the time is not between \(Timestamp.min.iso8601) and \(Timestamp.max.iso8601)\(hint)", at: word)
  }

  @usableFromInline @inline(never)
  func outOfRange(_ type: String) -> JSONError { failure("the number is out of the range of \(type)", at: index) }

  /// What the next word is, in words.
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
