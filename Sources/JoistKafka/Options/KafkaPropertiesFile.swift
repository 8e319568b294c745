#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// A file of properties with one `NAME=VALUE` per line, in the format of kcat and librdkafka's examples. Whitespace around names
/// and values is ignored, as are empty lines and lines that start with `#`.
struct KafkaPropertiesFile: Sendable {
  let properties: KafkaProperties

  /// Reads a file.
  /// - Throws: ``KafkaError`` with the code `badProperty`, which names the file and the line.
  init(path: String) throws(KafkaError) {
    guard let file = fopen(path, "r") else {
      throw KafkaError(.badProperty, "the file \(path) cannot be read", detail: String(cString: strerror(errno)))
    }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = fread(&chunk, 1, chunk.count, file)
      if count == 0 { break }
      bytes += chunk[..<count]
    }
    guard ferror(file) == 0 else {
      throw KafkaError(.badProperty, "the file \(path) cannot be read", detail: String(cString: strerror(errno)))
    }
    try self.init(text: String(decoding: bytes, as: UTF8.self), path: path)
  }

  /// Parses the text of a file.
  /// - Throws: ``KafkaError`` with the code `badProperty`, which names the file and the line.
  init(text: String, path: String) throws(KafkaError) {
    var properties: KafkaProperties = [:]
    for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
      let line = line.trimmed
      if line.isEmpty || line.hasPrefix("#") { continue }
      guard let equals = line.firstIndex(of: "="), equals != line.startIndex else {
        throw KafkaError(
          .badProperty, "line \(index + 1) of \(path) is not a property", hint: "write NAME=VALUE; '#' starts a comment"
        )
      }
      properties[String(line[..<equals].trimmed)] = String(line[line.index(after: equals)...].trimmed)
    }
    self.properties = properties
  }
}

extension Substring {
  /// The text without whitespace at its ends.
  fileprivate var trimmed: Substring {
    let start = drop { $0.isWhitespace }
    guard let last = start.lastIndex(where: { !$0.isWhitespace }) else { return start }
    return start[...last]
  }
}
