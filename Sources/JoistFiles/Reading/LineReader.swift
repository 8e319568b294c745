package import Rows

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Reads the lines that begin in a range of a file, with a reusable buffer.
///
/// A line ends with a line feed, optionally preceded by a carriage return. Bytes after the last line feed are also a line. A byte
/// order mark at the start of the file is not part of the first line; a file with nothing else has no lines. A range that
/// begins inside a line skips the rest of that line, which belongs to the previous range. Ranges that cover a file therefore
/// contain each line exactly once, wherever they are cut.
// SAFETY: this object owns the memory at `base`, `capacity` bytes, until `grow` or `deinit`. `cursor <= filled <= capacity`
// always holds, and every access is within `base ..< base + filled`. Pointers to lines are used only before the next read.
package final class LineReader {
  /// The default number of bytes that are read at a time.
  package static let usualChunk = 256 << 10

  /// The byte order mark U+FEFF in UTF-8.
  private static let mark: [UInt8] = [0xEF, 0xBB, 0xBF]

  /// Where the next line begins. At or after the end of the range, there is no further line.
  package private(set) var position: Int64 = 0

  private var file: OpenFile?
  private var path = FilePath([])
  private var end: Int64 = 0
  private let chunk: Int

  /// The bytes that have been read are `base ..< base + filled`; those before `cursor` have been consumed.
  private var base: UnsafeMutablePointer<UInt8>
  private var capacity: Int
  private var cursor = 0
  private var filled = 0
  /// The offset in the file after the bytes that have been read.
  private var readTo: Int64 = 0

  /// Makes a reader without a file.
  /// - Parameter chunk: the number of bytes to read at a time.
  package init(chunk: Int = LineReader.usualChunk) {
    self.chunk = max(1, chunk)
    capacity = self.chunk
    base = .allocate(capacity: capacity)
  }

  deinit { base.deallocate() }

  /// Opens a file and moves to the first line of a range.
  /// - Throws: `FileError` if the file cannot be read.
  package func open(_ path: FilePath, from start: Int64, to end: Int64) throws {
    file = try InputFile.open(path)
    self.path = path
    self.end = end
    cursor = 0
    filled = 0
    position = start
    // The byte before the range shows whether a line begins at its start.
    readTo = max(0, start - 1)
    if start > 0 { try skipLine() } else if try holdsOnlyAMark() { position = end }
  }

  /// Whether the file contains only a byte order mark, and so has no lines.
  private func holdsOnlyAMark() throws -> Bool {
    if end > Self.mark.count { return false }
    return try withUnsafeTemporaryAllocation(byteCount: Self.mark.count + 1, alignment: 1) { start in
      guard let count = try file?.read(into: start, at: 0) else { return false }
      return start.prefix(count).elementsEqual(Self.mark)
    }
  }

  /// Closes the file.
  package func close() { file = nil }

  /// Reads the line at `position` as text. The position must be before the range's end.
  /// - Throws: `FileError` if the line cannot be read or is not UTF-8.
  package func nextLine() throws -> String {
    let (line, start) = try nextContent()
    do {
      let text = String(copying: try UTF8Span(validating: line.span))
      return start == 0 ? Self.withoutMark(text) : text
    } catch {
      let wrong = error.byteOffsets.lowerBound
      throw FileError(
        path,
        """
        byte \(start + Int64(wrong)) (0x\(String(line[wrong], radix: 16))) is not UTF-8. Text is read as UTF-8: convert the \
        file first (for example with iconv -f LATIN1 -t UTF-8), or read its lines as bytes (readLines)
        """)
    }
  }

  /// Reads the line at `position` as bytes. The position must be before the range's end.
  /// - Throws: `FileError` if the line cannot be read.
  package func nextLineBytes() throws -> Bytes {
    let (line, start) = try nextContent()
    let isMarked = start == 0 && line.starts(with: Self.mark)
    let text = isMarked ? UnsafeBufferPointer(rebasing: line.dropFirst(Self.mark.count)) : line
    return Bytes(UnsafeRawBufferPointer(text))
  }

  /// The line at `position` without its line ending, valid until the next call, and its offset.
  private func nextContent() throws -> (line: UnsafeBufferPointer<UInt8>, start: Int64) {
    var line = try nextBytes()
    let start = position
    position += Int64(line.count)
    if line.last == UInt8(ascii: "\n") {
      line = UnsafeBufferPointer(rebasing: line.dropLast())
      if line.last == UInt8(ascii: "\r") { line = UnsafeBufferPointer(rebasing: line.dropLast()) }
    }
    return (line, start)
  }

  /// The first line of a file without a byte order mark.
  private static func withoutMark(_ line: String) -> String {
    line.unicodeScalars.first == "\u{FEFF}" ? String(line.unicodeScalars.dropFirst()) : line
  }

  /// The line at `position` with its line feed, valid until the next call.
  private func nextBytes() throws -> UnsafeBufferPointer<UInt8> {
    var searched = cursor
    while true {
      if let length = lineFeed(from: searched) {
        defer { cursor = searched + length }
        return UnsafeBufferPointer(start: base + cursor, count: searched + length - cursor)
      }
      searched = filled - cursor
      guard try readMore() else { break }
    }
    defer { cursor = filled }
    return UnsafeBufferPointer(start: base + cursor, count: filled - cursor)
  }

  /// The number of bytes from an index of the buffer through the next line feed; nil: there is none.
  private func lineFeed(from index: Int) -> Int? {
    guard index < filled, let found = memchr(base + index, Int32(UInt8(ascii: "\n")), filled - index) else {
      return nil
    }
    return UnsafeRawPointer(found) - UnsafeRawPointer(base + index) + 1
  }

  /// Skips the rest of a line that began before the range.
  private func skipLine() throws {
    while readTo < end, try readMore() {
      if let length = lineFeed(from: 0) {
        cursor = length
        position = readTo - Int64(filled - length)
        return
      }
      cursor = filled
    }
    position = end
  }

  /// Moves the unconsumed bytes to the start of the buffer and reads more bytes after them.
  /// - Returns: false at the end of the file.
  private func readMore() throws -> Bool {
    let kept = filled - cursor
    if kept + chunk > capacity, kept * 2 > capacity {
      grow(keeping: kept)
    } else if cursor > 0 {
      base.update(from: base + cursor, count: kept)
    }
    cursor = 0
    filled = kept
    // Read little beyond the range, since the line that extends past its end is usually short.
    let wanted = min(capacity - kept, chunk, max(4096, Int(clamping: end - readTo)))
    let target = UnsafeMutableRawBufferPointer(start: base + kept, count: wanted)
    guard let file else { return false }
    let got = try file.read(into: target, at: readTo)
    readTo += Int64(got)
    filled += got
    if got == 0, readTo < end {
      let size = try file.status().size
      throw FileError(
        path, "was truncated while it was read: it had at least \(end) bytes, and now has \(size)")
    }
    return got > 0
  }

  private func grow(keeping kept: Int) {
    let larger = max(capacity * 2, kept + chunk)
    let target = UnsafeMutablePointer<UInt8>.allocate(capacity: larger)
    target.update(from: base + cursor, count: kept)
    base.deallocate()
    base = target
    capacity = larger
  }
}
