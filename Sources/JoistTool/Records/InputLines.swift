import Foundation

/// Reads the lines of standard input.
struct InputLines {
  private var buffer: [UInt8] = []
  private var start = 0
  private var isAtEnd = false

  /// The result of ``next()``.
  enum Next {
    /// A line, without its line feed and a carriage return before it.
    case line([UInt8])
    /// No line has arrived yet.
    case pause
    /// The end of the input.
    case end
  }

  /// Reads the next line; waits a tenth of a second for it.
  /// - Throws: `SystemError` if standard input cannot be read.
  mutating func next() throws -> Next {
    while true {
      if let feed = buffer[start...].firstIndex(of: UInt8(ascii: "\n")) {
        defer { start = feed + 1 }
        return .line(Self.withoutReturn(buffer[start..<feed]))
      }
      if isAtEnd {
        guard start < buffer.count else { return .end }
        defer { start = buffer.count }
        return .line(Self.withoutReturn(buffer[start...]))
      }
      if try !fill() { return .pause }
    }
  }

  private static func withoutReturn(_ line: ArraySlice<UInt8>) -> [UInt8] {
    Array(line.last == UInt8(ascii: "\r") ? line.dropLast() : line)
  }

  private mutating func fill() throws -> Bool {
    var ready = pollfd(fd: 0, events: Int16(POLLIN), revents: 0)
    guard poll(&ready, 1, 100) > 0 else { return false }
    buffer.removeFirst(start)
    start = 0
    var chunk = [UInt8](repeating: 0, count: 64 << 10)
    let count = read(0, &chunk, chunk.count)
    if count < 0 {
      if errno == EINTR { return false }
      throw SystemError(code: errno)
    }
    isAtEnd = count == 0
    buffer += chunk[..<count]
    return true
  }
}
