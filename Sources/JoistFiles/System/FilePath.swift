package import Rows

/// A path or a name in a folder, as bytes. Two paths are equal only if their bytes are.
package struct FilePath: Hashable, Sendable {
  /// The bytes, without a NUL at the end.
  package let bytes: [UInt8]

  /// Makes a path from bytes.
  package init(_ bytes: some Sequence<UInt8>) { self.bytes = Array(bytes) }

  /// Makes a path from text as UTF-8.
  package init(utf8 text: String) { self.init(text.utf8) }

  /// Makes a path that a user has written.
  /// - Throws: `FileError` if it contains a NUL, where the system would cut it off.
  init(fromUser text: String) throws {
    if text.utf8.contains(0) { throw FileError(path: text, message: "contains a NUL character, which no path can") }
    self.init(utf8: text)
  }

  /// The bytes with a zero at the end, for C functions.
  var cString: [CChar] { bytes.map(CChar.init(bitPattern:)) + [0] }

  // MARK: Parts

  private static let slash = UInt8(ascii: "/")

  var isAbsolute: Bool { bytes.first == Self.slash }
  /// Whether the path ends with a slash, so that it can only be a folder.
  var endsWithSlash: Bool { bytes.last == Self.slash }
  /// Whether it is the name of a hidden file or folder.
  var isHidden: Bool { bytes.first == UInt8(ascii: ".") }

  /// The names in the path.
  var components: [FilePath] { bytes.split(separator: Self.slash).map { FilePath($0) } }

  /// The folder that contains the file; `.` if the path has none.
  var folder: FilePath {
    guard let last = bytes.lastIndex(of: Self.slash) else { return FilePath(utf8: ".") }
    return last == 0 ? FilePath(utf8: "/") : FilePath(bytes[..<last])
  }

  /// The name after the last slash.
  var name: FilePath { FilePath(bytes[((bytes.lastIndex(of: Self.slash) ?? -1) + 1)...]) }

  /// The path of a name in this folder. An empty path is the working folder.
  func appending(_ name: FilePath) -> FilePath {
    bytes.isEmpty || endsWithSlash ? FilePath(bytes + name.bytes) : FilePath(bytes + [Self.slash] + name.bytes)
  }

  /// The path of a name in this folder.
  func appending(_ name: String) -> FilePath { appending(FilePath(utf8: name)) }
}

extension FilePath: Comparable {
  /// Orders paths by their bytes.
  package static func < (left: FilePath, right: FilePath) -> Bool {
    left.bytes.lexicographicallyPrecedes(right.bytes)
  }
}

/// A path is encoded as its bytes.
extension FilePath: Streamable {
  package static func encode(_ value: borrowing FilePath, into writer: inout RawWriter) {
    Bytes.encode(Bytes(value.bytes), into: &writer)
  }

  package static func decode(from reader: inout RawReader) throws(CoderError) -> FilePath {
    FilePath(try Bytes.decode(from: &reader))
  }

  package static var coderSpec: CoderSpec { Bytes.coderSpec }
}
