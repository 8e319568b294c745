/// Why a JSON document could not be read as a value: the reason, the field, and the position in the document.
public struct JSONError: Error, Hashable, Sendable {
  /// All contents, in an object so that the error is one pointer wide: errors are rare, and functions that can throw
  /// stay fast.
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
    var index = 0
    while index < offset {
      if text[index] == 0x0A {
        line += 1
        lineBegin = index + 1
      }
      index += 1
    }
    contents = Contents(reason: reason, path: path, offset: offset, line: line, column: offset - lineBegin + 1)
  }

  /// What is wrong.
  public var reason: String { contents.reason }

  /// The path of the field, as `places[2].lat`; empty for the document itself.
  public var path: String { contents.path }

  /// The offset in bytes, from 0, at which the value begins or the document is malformed.
  public var offset: Int { contents.offset }

  /// The line of the offset, from 1.
  public var line: Int { contents.line }

  /// The position in the line, in bytes from 1.
  public var column: Int { contents.column }

  /// Whether both have the same reason, path and offset.
  public static func == (left: JSONError, right: JSONError) -> Bool {
    (left.reason, left.path, left.offset) == (right.reason, right.path, right.offset)
  }

  /// Hashes the reason, path and offset.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(reason)
    hasher.combine(path)
    hasher.combine(offset)
  }
}

extension JSONError {
  /// Throws this error out of line, for the reason given at `CoderError.raise()`.
  /// - Throws: this error.
  @usableFromInline @inline(never)
  func raise() throws(JSONError) -> Never { throw self }
}

extension JSONError: CustomStringConvertible {
  /// The reason, path and position in one line.
  public var description: String {
    let position = line == 1 ? "byte \(offset)" : "line \(line), column \(column)"
    return path.isEmpty ? "\(reason) (\(position))" : "field \"\(path)\": \(reason) (\(position))"
  }
}
