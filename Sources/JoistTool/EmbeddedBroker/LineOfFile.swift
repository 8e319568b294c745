import Foundation

/// Reads and writes single lines on pipes and sockets.
enum LineOfFile {
  /// Reads up to a line feed or the end; nil if there are no bytes.
  static func read(from file: Int32) -> String? {
    var bytes: [UInt8] = []
    var byte: UInt8 = 0
    while true {
      let count = Foundation.read(file, &byte, 1)
      if count < 0 && errno == EINTR { continue }
      if count <= 0 || byte == UInt8(ascii: "\n") { break }
      bytes.append(byte)
    }
    return bytes.isEmpty ? nil : String(decoding: bytes, as: UTF8.self)
  }

  /// Writes a line.
  /// - Returns: whether all of it was written.
  @discardableResult
  static func write(_ line: String, to file: Int32) -> Bool {
    let text = Array((line + "\n").utf8)
    return Foundation.write(file, text, text.count) == text.count
  }
}
