/// Why a JSON document could not be read as a value: what is wrong, in which field, at which place.
public struct JSONError: Error, Hashable, Sendable {
  /// Everything, behind one pointer: an error is rare, and the path of values that are read should stay narrow.
  private final class Contents: Sendable {
    let reason: String
    let path: String
    let offset: Int
    let line: Int
    let column: Int

    init(reason: String, path: String, offset: Int, line: Int, column: Int) {
      (self.reason, self.path, self.offset, self.line, self.column) = (reason, path, offset, line, column)
    }
  }

  private let contents: Contents

  init(reason: String, path: String, offset: Int, in text: UnsafeRawBufferPointer) {
    var line = 1
    var lineBegin = 0
    var place = 0
    while place < offset {
      if text[place] == 0x0A {
        line += 1
        lineBegin = place + 1
      }
      place += 1
    }
    contents = Contents(reason: reason, path: path, offset: offset, line: line, column: offset - lineBegin + 1)
  }

  /// What is wrong, in words.
  public var reason: String { contents.reason }

  /// The field, as `places[2].lat`; empty for the document itself.
  public var path: String { contents.path }

  /// The byte of the document at which the value begins, or at which it is malformed; from 0.
  public var offset: Int { contents.offset }

  /// The line of that byte, from 1.
  public var line: Int { contents.line }

  /// The byte in its line, from 1.
  public var column: Int { contents.column }

  /// Whether both say the same of the same place.
  public static func == (left: JSONError, right: JSONError) -> Bool {
    (left.reason, left.path, left.offset) == (right.reason, right.path, right.offset)
  }

  /// Hashes what is wrong and where.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(reason)
    hasher.combine(path)
    hasher.combine(offset)
  }
}

extension JSONError {
  /// Throws this error, out of line, as `CoderError.raise()` does and for the same reason.
  /// - Throws: itself.
  @usableFromInline @inline(never)
  func raise() throws(JSONError) -> Never { throw self }
}

extension JSONError: CustomStringConvertible {
  /// All of it in one line.
  public var description: String {
    let place = line == 1 ? "byte \(offset)" : "line \(line), column \(column)"
    return path.isEmpty ? "\(reason) (\(place))" : "field \"\(path)\": \(reason) (\(place))"
  }
}
