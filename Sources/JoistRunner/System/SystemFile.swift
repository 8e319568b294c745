#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Reads small system files and writes text to a file descriptor.
enum SystemFile {
  /// The first 64 KiB of a file; nil if it cannot be opened.
  static func text(at path: String) -> String? {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var bytes = [UInt8](repeating: 0, count: 1 << 16)
    var used = 0
    while used < bytes.count {
      // SAFETY: the loop's condition keeps `used` below the buffer's size, and `read` writes at most the rest of it.
      let got = bytes.withUnsafeMutableBytes { read(file, $0.baseAddress! + used, $0.count - used) }
      if got <= 0 { break }
      used += got
    }
    return String(decoding: bytes[..<used], as: UTF8.self)
  }

  /// Writes text to a file descriptor. Errors are ignored: the text is status output, and there is no better channel.
  static func write(_ text: String, to file: Int32) {
    var text = text
    // SAFETY: `written` stays below `bytes.count`, so every read of `write` is within the buffer, which outlives the call.
    text.withUTF8 { bytes in
      var written = 0
      while written < bytes.count {
        let count = systemWrite(file, bytes.baseAddress! + written, bytes.count - written)
        if count < 0 && errno == EINTR { continue }
        if count <= 0 { return }
        written += count
      }
    }
  }
}

private func systemWrite(_ file: Int32, _ bytes: UnsafePointer<UInt8>, _ count: Int) -> Int {
  write(file, bytes, count)
}
