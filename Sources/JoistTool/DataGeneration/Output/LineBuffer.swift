#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Buffers lines that are written to a file descriptor, which the caller closes.
struct LineBuffer {
  let file: Int32
  private var bytes: [UInt8] = []

  private static let capacity = 256 * 1024

  init(file: Int32) {
    self.file = file
    bytes.reserveCapacity(Self.capacity)
  }

  /// Adds a line; writes the buffer when it is full.
  mutating func append(_ line: [UInt8]) throws {
    bytes.append(contentsOf: line)
    bytes.append(UInt8(ascii: "\n"))
    if bytes.count >= Self.capacity { try flush() }
  }

  /// Writes the buffer.
  /// - Throws: ``SystemError`` if the file cannot be written.
  mutating func flush() throws {
    // SAFETY: the pointers are used only within the closure.
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

/// A failed system call.
struct SystemError: Error, CustomStringConvertible {
  /// The value of `errno`.
  let code: Int32
  var description: String { String(cString: strerror(code)) }
}
