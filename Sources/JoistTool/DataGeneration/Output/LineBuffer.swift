#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Lines on their way to a file.
struct LineBuffer {
  let file: Int32
  private var bytes: [UInt8] = []

  private static let capacity = 256 * 1024

  init(file: Int32) {
    self.file = file
    bytes.reserveCapacity(Self.capacity)
  }

  /// Adds a line; writes all there are when they are many.
  mutating func append(_ line: [UInt8]) throws {
    bytes.append(contentsOf: line)
    bytes.append(UInt8(ascii: "\n"))
    if bytes.count >= Self.capacity { try flush() }
  }

  /// Writes all lines that are there.
  /// - Throws: ``SystemError``
  mutating func flush() throws {
    try bytes.withUnsafeBytes { all in
      var rest = all[...]
      while !rest.isEmpty {
        let count = write(file, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
        if count > 0 {
          rest = rest.dropFirst(count)
        } else if errno != EINTR {
          throw SystemError(code: errno)
        }
      }
    }
    bytes.removeAll(keepingCapacity: true)
  }
}

/// What the system says.
struct SystemError: Error, CustomStringConvertible {
  let code: Int32
  var description: String { String(cString: strerror(code)) }
}
