/// An output for bytes.
protocol ByteOutput: AnyObject {
  /// Writes all bytes.
  func write(_ bytes: UnsafeRawBufferPointer) throws
}

extension OpenFile: ByteOutput {}

/// Collects lines and writes them in large pieces, each of whole lines.
// SAFETY: this object owns `buffer` from `init` to `deinit`, one thread uses it, and `append` checks the free space first.
final class LineBuffer {
  /// The size of the buffer in bytes; longer lines are written by themselves.
  private static let capacity = 256 << 10

  private let output: any ByteOutput
  private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: LineBuffer.capacity, alignment: 1)
  private var filled = 0

  /// Makes an empty buffer for an output.
  init(before output: any ByteOutput) { self.output = output }

  deinit { buffer.deallocate() }

  /// Adds a line and a line feed.
  @inline(__always) func append(_ line: Span<UInt8>) throws {
    let count = line.count
    if filled + count >= buffer.count { return try appendLong(line) }
    line.withUnsafeBytes { UnsafeMutableRawBufferPointer(rebasing: buffer[filled...]).copyMemory(from: $0) }
    buffer[filled + count] = UInt8(ascii: "\n")
    filled += count + 1
  }

  /// Adds a line that does not fit into the rest of the buffer.
  @inline(never) private func appendLong(_ line: Span<UInt8>) throws {
    try flush()
    if line.count < buffer.count { return try append(line) }
    try withUnsafeTemporaryAllocation(byteCount: line.count + 1, alignment: 1) { whole in
      line.withUnsafeBytes { whole.copyMemory(from: $0) }
      whole[line.count] = UInt8(ascii: "\n")
      try output.write(UnsafeRawBufferPointer(whole))
    }
  }

  /// Writes the collected lines.
  func flush() throws {
    try output.write(UnsafeRawBufferPointer(rebasing: buffer[..<filled]))
    filled = 0
  }
}
