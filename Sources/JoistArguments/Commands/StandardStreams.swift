#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Standard output and error, the terminal's width, and the end of the process.
enum StandardStreams {
  /// Writes a text. Ignores errors, since there is no other stream to report them to.
  static func write(_ text: String, toError: Bool) {
    var text = text
    text.withUTF8 { bytes in
      var written = 0
      while written < bytes.count {
        let count = writeSome(toError ? 2 : 1, bytes, from: written)
        if count <= 0 { return }
        written += count
      }
    }
  }

  // SAFETY: `start` is below `bytes.count`, so the buffer has an address, and all bytes passed are within it.
  private static func writeSome(_ file: Int32, _ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
    #if canImport(Glibc)
      Glibc.write(file, bytes.baseAddress! + start, bytes.count - start)
    #elseif canImport(Musl)
      Musl.write(file, bytes.baseAddress! + start, bytes.count - start)
    #else
      Darwin.write(file, bytes.baseAddress! + start, bytes.count - start)
    #endif
  }

  static func end(with code: ExitCode) -> Never { exit(code.rawValue) }

  /// The width of the terminal in characters; 80 without a terminal.
  static var columns: Int {
    if let text = environment("COLUMNS"), let columns = Int(text), columns > 0 { return columns }
    var size = winsize()
    guard isatty(1) == 1, ioctl(1, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return Int(size.ws_col)
  }

  static func environment(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }
}
