package import Rows

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Reads the lines that begin in a range of a file, through one buffer that is used again.
///
/// A line ends with a line feed, with a carriage return before it or not; what stands after the last line feed is a line
/// too, unless it is nothing. A byte order mark at the start of the file is no part of its first line, and without anything
/// after it no line. A range that does not begin at the start of a line leaves the rest of that line to the range
/// before; so ranges that cover a file, however they are cut, together have each line once.
package final class LineReader {
  /// Bytes that are read at a time.
  package static let usualChunk = 256 << 10

  /// What some programs put at the start of a file: U+FEFF.
  private static let mark: [UInt8] = [0xEF, 0xBB, 0xBF]

  /// Where the next line begins; at or past the end of the range, there is none.
  package private(set) var position: Int64 = 0

  private var file: OpenFile?
  private var path = FilePath([])
  private var end: Int64 = 0
  private let chunk: Int

  /// What has been read: `base ..< base + filled`, of which all before `cursor` is done with.
  private var base: UnsafeMutablePointer<UInt8>
  private var capacity: Int
  private var cursor = 0
  private var filled = 0
  /// The place in the file behind what has been read.
  private var readTo: Int64 = 0

  /// Makes a reader.
  /// - Parameter chunk: bytes to read at a time.
  package init(chunk: Int = LineReader.usualChunk) {
    self.chunk = max(1, chunk)
    capacity = self.chunk
    base = .allocate(capacity: capacity)
  }

  deinit { base.deallocate() }

  /// Begins with a range of a file.
  /// - Throws: `FileError`.
  package func open(_ path: FilePath, from start: Int64, to end: Int64) throws {
    file = try InputFile.open(path)
    self.path = path
    self.end = end
    cursor = 0
    filled = 0
    position = start
    // The byte before the range tells whether a line begins with it.
    readTo = max(0, start - 1)
    if start > 0 { try skipLine() } else if try holdsOnlyAMark() { position = end }
  }

  /// Whether the file is a byte order mark and nothing else, and so has no line.
  private func holdsOnlyAMark() throws -> Bool {
    if end > Self.mark.count { return false }
    return try withUnsafeTemporaryAllocation(byteCount: Self.mark.count + 1, alignment: 1) { start in
      guard let count = try file?.read(into: start, at: 0) else { return false }
      return start.prefix(count).elementsEqual(Self.mark)
    }
  }

  /// Lets go of the file.
  package func close() { file = nil }

  /// The text of the line at `position`, which must be before the range's end.
  /// - Throws: `FileError` where it cannot be read or is not UTF-8.
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
        file first (iconv -f LATIN1 -t UTF-8, say), or read its lines as bytes (readLines)
        """)
    }
  }

  /// The bytes of the line at `position`, which must be before the range's end.
  /// - Throws: `FileError` where it cannot be read.
  package func nextLineBytes() throws -> Bytes {
    let (line, start) = try nextContent()
    let isMarked = start == 0 && line.starts(with: Self.mark)
    let text = isMarked ? UnsafeBufferPointer(rebasing: line.dropFirst(Self.mark.count)) : line
    return Bytes(UnsafeRawBufferPointer(text))
  }

  /// The bytes of the line at `position` without what ends it, valid until the next call, and where they begin.
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

  /// The first line of a file without the byte order mark that some programs put before it.
  private static func withoutMark(_ line: String) -> String {
    line.unicodeScalars.first == "\u{FEFF}" ? String(line.unicodeScalars.dropFirst()) : line
  }

  /// The bytes of the line at `position`, with its line feed; valid until the next call.
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

  /// How many bytes there are from a place of the buffer to the next line feed, with it.
  private func lineFeed(from place: Int) -> Int? {
    guard place < filled, let found = memchr(base + place, Int32(UInt8(ascii: "\n")), filled - place) else {
      return nil
    }
    return UnsafeRawPointer(found) - UnsafeRawPointer(base + place) + 1
  }

  /// Passes over the rest of a line that began before the range.
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

  /// Reads on, behind what is still needed, which moves to the front of the buffer; false at the end of the file.
  private func readMore() throws -> Bool {
    let kept = filled - cursor
    if kept + chunk > capacity, kept * 2 > capacity {
      grow(keeping: kept)
    } else if cursor > 0 {
      base.update(from: base + cursor, count: kept)
    }
    cursor = 0
    filled = kept
    // Not much more than the range has: the line that goes beyond is short as a rule.
    let wanted = min(capacity - kept, chunk, max(4096, Int(clamping: end - readTo)))
    let target = UnsafeMutableRawBufferPointer(start: base + kept, count: wanted)
    guard let file else { return false }
    let got = try file.read(into: target, at: readTo)
    readTo += Int64(got)
    filled += got
    if got == 0, readTo < end {
      let size = try file.status().size
      throw FileError(
        path, "has become shorter while it was read: it had \(end) bytes or more, now it has \(size)")
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
